/*
 * scanf(3) for what the runtime and pthread_getattr_np(3) read: whole numbers, characters and what stands between them. That of the C library brings
 * floating-point numbers of all kinds and wide characters: 89 KiB.
 *
 * A conversion that is not one of %d, %u, %x and %c, with l, ll or z, ends the scan, as an input that does not match does. A number that its type cannot
 * hold is cut off.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

struct input {
    const char *text;
    FILE *file;
};

static int take(struct input *in)
{
    if (in->file)
        return getc(in->file);
    return *in->text ? (unsigned char)*in->text++ : EOF;
}

static void give_back(struct input *in, int c)
{
    if (c == EOF)
        return;
    if (in->file)
        ungetc(c, in->file);
    else
        in->text--;
}

static int skip_blanks(struct input *in)
{
    int c;
    do
        c = take(in);
    while (c != EOF && isspace(c));
    return c;
}

static int digit_of(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* How many digits there are; EOF at the end of the input. */
static int read_number(struct input *in, int base, unsigned long long *value)
{
    int c = skip_blanks(in);
    int negative = c == '-';
    int digits = 0;

    if (c == EOF)
        return EOF;
    if (c == '-' || c == '+')
        c = take(in);
    for (*value = 0; digit_of(c) < base; digits++) {
        *value = *value * base + digit_of(c);
        c = take(in);
        if (base == 16 && digits == 0 && *value == 0 && (c == 'x' || c == 'X'))
            c = take(in);
    }
    give_back(in, c);
    if (negative)
        *value = -*value;
    return digits;
}

static int scan(struct input *in, const char *format, va_list to)
{
    int done = 0;

    for (; *format; format++) {
        int c, longs = 0;
        unsigned long long value;

        if (isspace((unsigned char)*format)) {
            give_back(in, skip_blanks(in));
            continue;
        }
        if (*format != '%') {
            c = take(in);
            if (c != (unsigned char)*format) {
                give_back(in, c);
                return c == EOF && done == 0 ? EOF : done;
            }
            continue;
        }
        for (format++; *format == 'l' || *format == 'z'; format++)
            longs++;
        switch (*format) {
        case 'c':
            c = take(in);
            if (c == EOF)
                return done == 0 ? EOF : done;
            *va_arg(to, char *) = (char)c;
            break;
        case 'd':
        case 'u':
        case 'x':
            c = read_number(in, *format == 'x' ? 16 : 10, &value);
            if (c <= 0)
                return c == EOF && done == 0 ? EOF : done;
            if (longs)
                *va_arg(to, unsigned long *) = value;
            else
                *va_arg(to, unsigned int *) = (unsigned int)value;
            break;
        default:
            return done;
        }
        done++;
    }
    return done;
}

static int scan_text(const char *text, const char *format, va_list to)
{
    struct input in = { text, NULL };
    return scan(&in, format, to);
}

static int scan_file(FILE *file, const char *format, va_list to)
{
    struct input in = { NULL, file };
    return scan(&in, format, to);
}

/* The headers give the plain names those of C99. */
#undef sscanf
#undef fscanf

#define DEFINE(name, source, scanner, symbol) \
    int name(source from, const char *format, ...) __asm__(symbol); \
    int name(source from, const char *format, ...) \
    { \
        va_list to; \
        va_start(to, format); \
        int done = scanner(from, format, to); \
        va_end(to); \
        return done; \
    }

DEFINE(qga_sscanf, const char *, scan_text, "sscanf")
DEFINE(qga_sscanf_c99, const char *, scan_text, "__isoc99_sscanf")
DEFINE(qga_fscanf, FILE *, scan_file, "fscanf")
DEFINE(qga_fscanf_c99, FILE *, scan_file, "__isoc99_fscanf")
