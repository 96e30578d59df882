using System.Runtime.CompilerServices;

// The kernel fills the memory that it is asked to fill; to clear a page of it before each call would take as long as some of the calls do.
[module: SkipLocalsInit]
