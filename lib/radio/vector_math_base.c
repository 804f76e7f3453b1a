/* For every processor the library is built for. */
#include <sleef.h>

#include "vector_math_widths.h"

#ifdef __x86_64__
HTSC__VECTOR_TABLE(htsc__vector_base, 2, d2_u35sse2, _mm_loadu_pd, _mm_storeu_pd);
#else
#define LOAD(at) (*(at))
#define STORE(at, value) (*(at) = (value))
HTSC__VECTOR_TABLE(htsc__vector_base, 1, d1_u35purec, LOAD, STORE);
#endif
