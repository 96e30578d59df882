/*
 * Base64 (RFC 4648) by vectors of 64 bytes, after Mula and Lemire, "Base64 encoding and decoding at almost the speed of a memory copy"
 * (2019). In C because the native compiler of .NET uses AVX-512 only in programs that need it everywhere and do not start without it.
 * There is no such code for AVX2: it would gain less than half as much, and QEMU's emulation, which knows AVX2, would be slower by it.
 */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

/* glibc has asked the processor and the kernel already; to have the compiler's runtime ask again takes 5 KiB. */
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#define HAS_AVX512 CPU_FEATURE_ACTIVE(AVX512_VBMI)
#else
#define HAS_AVX512 __builtin_cpu_supports("avx512vbmi")
#endif

#define AVX512 __attribute__((target("avx512vbmi,avx512bw")))

static const uint8_t alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

AVX512 static size_t encode(const uint8_t *bytes, size_t length, uint8_t *text)
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

AVX512 static size_t decode(const uint8_t *text, size_t length, uint8_t *bytes)
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

/* Encodes bytes from the front: some multiple of three, which is returned; none where the processor has no such vectors. */
size_t qga_base64_encode(const uint8_t *bytes, size_t length, uint8_t *text)
{
    return HAS_AVX512 ? encode(bytes, length, text) : 0;
}

/* Decodes characters from the front: some multiple of four, which is returned, at most up to the first that base64 does not have. */
size_t qga_base64_decode(const uint8_t *text, size_t length, uint8_t *bytes)
{
    return HAS_AVX512 ? decode(text, length, bytes) : 0;
}
