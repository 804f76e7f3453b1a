#include <htscover/clutter.h>

#include <math.h>
#include <string.h>

/* Recommendation ITU-R P.1812-8, Table 2. */
static const struct {
    const char *name;
    double height_m;
} categories[HTSC_CLUTTER_CATEGORY_COUNT] = {
    {"water", 0}, {"open", 0}, {"suburban", 10}, {"trees", 15}, {"dense_urban", 20}};

const char *htsc_clutter_category_name(htsc_clutter_category category) {
    return (unsigned)category < HTSC_CLUTTER_CATEGORY_COUNT ? categories[category].name : "";
}

bool htsc_clutter_category_parse(const char *name, htsc_clutter_category *category) {
    for (unsigned i = 0; i < HTSC_CLUTTER_CATEGORY_COUNT; i++) {
        if (strcmp(name, categories[i].name) != 0) continue;
        *category = (htsc_clutter_category)i;
        return true;
    }
    return false;
}

double htsc_clutter_category_height_m(htsc_clutter_category category) {
    return (unsigned)category < HTSC_CLUTTER_CATEGORY_COUNT ? categories[category].height_m : (double)NAN;
}

/*
 * Classes of the ESA WorldCover 10 m 2021 v200 Product User Manual. Shrubs are below 5 m by its definition, and grass,
 * crops, bare ground, snow, wetland herbs and moss lower still: nothing there stands as high as the 10 m of the lowest
 * category with a height, so all of them are open. Mangroves are trees. Built-up does not tell towns from hamlets:
 * suburban is what most of it is outside of cities; a project that knows its raster names its own classes.
 */
static const htsc_clutter_class worldcover[] = {
    {10, HTSC_CLUTTER_TREES, "Tree cover", (double)NAN, (double)NAN},
    {20, HTSC_CLUTTER_OPEN, "Shrubland", (double)NAN, (double)NAN},
    {30, HTSC_CLUTTER_OPEN, "Grassland", (double)NAN, (double)NAN},
    {40, HTSC_CLUTTER_OPEN, "Cropland", (double)NAN, (double)NAN},
    {50, HTSC_CLUTTER_SUBURBAN, "Built-up", (double)NAN, (double)NAN},
    {60, HTSC_CLUTTER_OPEN, "Bare / sparse vegetation", (double)NAN, (double)NAN},
    {70, HTSC_CLUTTER_OPEN, "Snow and ice", (double)NAN, (double)NAN},
    {80, HTSC_CLUTTER_WATER, "Permanent water bodies", (double)NAN, (double)NAN},
    {90, HTSC_CLUTTER_OPEN, "Herbaceous wetland", (double)NAN, (double)NAN},
    {95, HTSC_CLUTTER_TREES, "Mangroves", (double)NAN, (double)NAN},
    {100, HTSC_CLUTTER_OPEN, "Moss and lichen", (double)NAN, (double)NAN},
};

const htsc_clutter_class *htsc_clutter_worldcover(size_t *count) {
    if (count != NULL) *count = sizeof worldcover / sizeof worldcover[0];
    return worldcover;
}
