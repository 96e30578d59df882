using Qga.Demo;

string? accelerator = args.FirstOrDefault(word => word.StartsWith("--accel=", StringComparison.Ordinal))?["--accel=".Length..];
return args.Contains("--local")
    ? await LocalDemo.RunAsync()
    : await GuestDemo.RunAsync(args.Contains("--keep"), accelerator ?? "tcg,thread=multi");
