/* Compiled for processors with AVX-512. */
#include <sleef.h>

#include "vector_math_widths.h"

HTSC__VECTOR_TABLE(htsc__vector_512, 8, d8_u35avx512fnofma, _mm512_loadu_pd, _mm512_storeu_pd);
