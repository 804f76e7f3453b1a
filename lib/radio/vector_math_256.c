/* Compiled for processors with AVX. */
#include <sleef.h>

#include "vector_math_widths.h"

HTSC__VECTOR_TABLE(htsc__vector_256, 4, d4_u35avx, _mm256_loadu_pd, _mm256_storeu_pd);
