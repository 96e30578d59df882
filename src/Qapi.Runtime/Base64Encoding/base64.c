/*
 * Base64 (RFC 4648) where the framework's is slow: on processors with AVX-512, and on processors that QEMU emulates. In C because the
 * native compiler of .NET uses AVX-512 only in programs that need it everywhere and do not start without it.
 *
 * AVX-512: vectors of 64 bytes, after Mula and Lemire, "Base64 encoding and decoding at almost the speed of a memory copy" (2019). There
 * is no such code for AVX2: it would gain less than half as much.
 *
 * Emulation: QEMU's TCG calls a function for each shuffle or multiplication of a vector, so that tables are three to four times as fast.
 */
#include <cpuid.h>
#include <immintrin.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* glibc has asked the processor and the kernel already; to have the compiler's runtime ask again takes 5 KiB. */
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#define HAS_AVX512 CPU_FEATURE_ACTIVE(AVX512_VBMI)
#else
#define HAS_AVX512 __builtin_cpu_supports("avx512vbmi")
#endif

#define AVX512 __attribute__((target("avx512vbmi,avx512bw")))

static const uint8_t alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

AVX512 static size_t encode_by_vector(const uint8_t *bytes, size_t length, uint8_t *text)
{
    /* Bytes a, b, c become b, a, c, b: then the bits of each of their four letters are neighbours. */
    const __m512i groups = _mm512_set_epi32(
        0x2e2f2d2e, 0x2b2c2a2b, 0x28292728, 0x25262425, 0x22232122, 0x1f201e1f, 0x1c1d1b1c, 0x191a1819,
        0x16171516, 0x13141213, 0x10110f10, 0x0d0e0c0d, 0x0a0b090a, 0x07080607, 0x04050304, 0x01020001);
    const __m512i bits = _mm512_set1_epi64(0x3036242a1016040a);
    const __m512i letters = _mm512_loadu_si512(alphabet);
    size_t done;

    for (done = 0; length - done >= 64; done += 48, text += 64) {
        __m512i values = _mm512_multishift_epi64_epi8(bits, _mm512_permutexvar_epi8(groups, _mm512_loadu_si512(bytes + done)));

        /* Only the lowest six bits of a value choose the letter. */
        _mm512_storeu_si512(text, _mm512_permutexvar_epi8(values, letters));
    }
    return done;
}

AVX512 static size_t decode_by_vector(const uint8_t *text, size_t length, uint8_t *bytes)
{
    const __m512i groups = _mm512_set_epi32(
        0, 0, 0, 0, 0x3c3d3e38, 0x393a3435, 0x36303132, 0x2c2d2e28, 0x292a2425, 0x26202122, 0x1c1d1e18, 0x191a1415,
        0x16101112, 0x0c0d0e08, 0x090a0405, 0x06000102);
    uint8_t values[128];
    __m512i lower, upper;
    size_t done;

    for (size_t i = 0; i < sizeof values; i++)
        values[i] = 0x80;
    for (size_t i = 0; i < sizeof alphabet - 1; i++)
        values[alphabet[i]] = i;
    lower = _mm512_loadu_si512(values);
    upper = _mm512_loadu_si512(values + 64);

    /* A store writes 16 bytes more than it has: there must be text for which they have room. */
    for (done = 0; length - done >= 64 + 24; done += 64, bytes += 48) {
        __m512i in = _mm512_loadu_si512(text + done);
        __m512i out = _mm512_permutex2var_epi8(lower, in, upper);

        if (_mm512_movepi8_mask(_mm512_or_si512(out, in)))
            break;
        out = _mm512_madd_epi16(_mm512_maddubs_epi16(out, _mm512_set1_epi32(0x01400140)), _mm512_set1_epi32(0x00011000));
        _mm512_storeu_si512(bytes, _mm512_permutexvar_epi8(groups, out));
    }
    return done;
}

/* The letters of twelve bits, and the twelve bits of two characters of seven bits: the first of the two is in the lower half of the word. */
static uint16_t letters_of_bits[1 << 12];
static uint16_t bits_of_letters[1 << 14];
#define NO_LETTERS 0x8000

static void fill_tables(void)
{
    memset(bits_of_letters, NO_LETTERS >> 8, sizeof bits_of_letters);
    for (unsigned bits = 0; bits < 1 << 12; bits++) {
        unsigned first = alphabet[bits >> 6], second = alphabet[bits & 63];

        letters_of_bits[bits] = first | second << 8;
        bits_of_letters[first | second << 7] = bits;
    }
}

static size_t encode_by_table(const uint8_t *bytes, size_t length, uint8_t *text)
{
    size_t done;

    for (done = 0; length - done >= 8; done += 6, text += 8) {
        uint64_t in, out;

        memcpy(&in, bytes + done, 8);
        in = __builtin_bswap64(in);
        out = (uint64_t)letters_of_bits[in >> 52] | (uint64_t)letters_of_bits[in >> 40 & 0xfff] << 16
            | (uint64_t)letters_of_bits[in >> 28 & 0xfff] << 32 | (uint64_t)letters_of_bits[in >> 16 & 0xfff] << 48;
        memcpy(text, &out, 8);
    }
    return done;
}

static size_t decode_by_table(const uint8_t *text, size_t length, uint8_t *bytes)
{
    size_t done;

    /* A store writes two bytes more than it has: there must be text for which they have room. */
    for (done = 0; length - done >= 8 + 4; done += 8, bytes += 6) {
        uint64_t in, pairs, out;
        uint16_t a, b, c, d;

        memcpy(&in, text + done, 8);
        pairs = (in & 0x007f007f007f007f) | (in >> 1 & 0x3f803f803f803f80);
        a = bits_of_letters[pairs & 0x3fff];
        b = bits_of_letters[pairs >> 16 & 0x3fff];
        c = bits_of_letters[pairs >> 32 & 0x3fff];
        d = bits_of_letters[pairs >> 48];
        if (in & 0x8080808080808080 || (a | b | c | d) & NO_LETTERS)
            break;
        out = __builtin_bswap64((uint64_t)a << 52 | (uint64_t)b << 40 | (uint64_t)c << 28 | (uint64_t)d << 16);
        memcpy(bytes, &out, 8);
    }
    return done;
}

typedef size_t convert(const uint8_t *, size_t, uint8_t *);

static size_t leave(const uint8_t *from, size_t length, uint8_t *to)
{
    (void)from, (void)length, (void)to;
    return 0;
}

static convert *encode_best = leave, *decode_best = leave;

/* Leaf 0x40000000 names the hypervisor, where the processor says that there is one: it is QEMU's emulator, not KVM. */
static int is_emulated(void)
{
    unsigned a, name[3], c, d;

    if (!__get_cpuid(1, &a, name, &c, &d) || !(c & 1u << 31))
        return 0;
    __cpuid(0x40000000, a, name[0], name[1], name[2]);
    return !memcmp(name, "TCGTCGTCGTCG", sizeof name);
}

static void choose(void)
{
    if (HAS_AVX512) {
        encode_best = encode_by_vector;
        decode_best = decode_by_vector;
    } else if (is_emulated()) {
        fill_tables();
        encode_best = encode_by_table;
        decode_best = decode_by_table;
    }
}

static pthread_once_t chosen = PTHREAD_ONCE_INIT;

/* Encodes bytes from the front: some multiple of three, which is returned; none where the framework does that best. */
size_t qga_base64_encode(const uint8_t *bytes, size_t length, uint8_t *text)
{
    pthread_once(&chosen, choose);
    return encode_best(bytes, length, text);
}

/* Decodes characters from the front: some multiple of four, which is returned, at most up to the first that base64 does not have. */
size_t qga_base64_decode(const uint8_t *text, size_t length, uint8_t *bytes)
{
    pthread_once(&chosen, choose);
    return decode_best(text, length, bytes);
}
