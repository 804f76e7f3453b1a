#include <htscover/htscover.h>
#include <math.h>
#include <stdio.h>

int main(void) {
    htsc_error error = {HTSC_OK, ""};
    htsc_transform *transform;
    double x = 105.37, y = 20.08;
    if (htsc_transform_create(HTSC_CRS_WGS84, HTSC_CRS_VN2000_TM3_105, &transform, &error) != HTSC_OK ||
        htsc_transform_points(transform, 1, &x, &y, &error) != HTSC_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    htsc_transform_free(transform);
    printf("libhtscover %s: %.3f %.3f\n", htsc_version(), x, y);
    return fabs(x - 538500.127) < 0.001 && fabs(y - 2221151.985) < 0.001 ? 0 : 1;
}
