#include "geo/crs.h"

#include <geodesic.h>
#include <math.h>
#include <proj.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

struct htsc_transform {
    PJ_CONTEXT *context;
    PJ *pj; /* NULL: both ends are the same CRS */
};

static PJ_CONTEXT *context_create(void) {
    PJ_CONTEXT *context = proj_context_create();
    if (context == NULL) return NULL;
    proj_context_set_enable_network(context, 0);
    proj_log_level(context, PJ_LOG_NONE);
    return context;
}

static const char *reason(PJ_CONTEXT *context) {
    int code = proj_context_errno(context);
    /* PROJ_ERR_OTHER says nothing: so it is for a code that its database does not have. */
    return code == 0 || code == PROJ_ERR_OTHER ? "PROJ knows none of that name"
                                               : proj_context_errno_string(context, code);
}

/* "EPSG:5897" as it is; a long WKT by its beginning. */
static void short_name(const char *crs, char name[64]) {
    size_t length = strcspn(crs, "\r\n");
    if (length > 60) length = 60;
    memcpy(name, crs, length);
    name[length] = '\0';
}

static PJ *crs_create(PJ_CONTEXT *context, const char *crs, htsc_error *err) {
    PJ *pj = proj_create(context, crs);
    if (pj != NULL && proj_is_crs(pj)) return pj;
    char name[64];
    short_name(crs, name);
    htsc__error_write(err, HTSC_ERR_CRS, "CRS \"%s\" cannot be used: %s", name, reason(context));
    proj_destroy(pj);
    return NULL;
}

static htsc_status open_operation(htsc_transform *t, const char *from, const char *to, htsc_error *err) {
    htsc_status status = HTSC_ERR_CRS;
    PJ *source = crs_create(t->context, from, err), *target = NULL, *operation = NULL;
    if (source == NULL) return status;
    target = crs_create(t->context, to, err);
    if (target == NULL) goto done;
    if (proj_is_equivalent_to_with_ctx(t->context, source, target, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS)) {
        status = HTSC_OK;
        goto done;
    }
    static const char *const options[] = {"ALLOW_BALLPARK=NO", NULL};
    operation = proj_create_crs_to_crs_from_pj(t->context, source, target, NULL, options);
    if (operation != NULL) t->pj = proj_normalize_for_visualization(t->context, operation);
    if (t->pj == NULL) {
        char a[64], b[64];
        short_name(from, a);
        short_name(to, b);
        htsc__error_write(err, HTSC_ERR_CRS, "no transformation with a known datum shift from \"%s\" to \"%s\"", a, b);
        goto done;
    }
    status = HTSC_OK;
done:
    proj_destroy(operation);
    proj_destroy(target);
    proj_destroy(source);
    return status;
}

/*
 * Finding the operation between two CRS takes PROJ some 20 ms; copying it takes a hundredth of that. So what was found
 * is kept, for the pairs met first, and each transform is a copy with a context of its own.
 */
enum { MAX_KEPT = 32 };
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    char *from, *to;
    htsc_transform *found;
} kept[MAX_KEPT];
static size_t kept_count;

static htsc_status find_operation(const char *from, const char *to, htsc_transform **transform, htsc_error *err) {
    htsc_transform *t = htsc__alloc(1, sizeof *t);
    if (t == NULL) return htsc__error_memory(err, "a transform");
    t->context = context_create();
    htsc_status status = t->context == NULL ? htsc__error_memory(err, "a transform") : open_operation(t, from, to, err);
    if (status != HTSC_OK) {
        htsc_transform_free(t);
        return status;
    }
    *transform = t;
    return HTSC_OK;
}

static htsc_status copy(const htsc_transform *found, htsc_transform **transform, htsc_error *err) {
    htsc_transform *t = htsc__alloc(1, sizeof *t);
    if (t == NULL) return htsc__error_memory(err, "a transform");
    t->context = context_create();
    if (t->context != NULL && found->pj != NULL) t->pj = proj_clone(t->context, found->pj);
    if (t->context == NULL || (found->pj != NULL && t->pj == NULL)) {
        htsc_transform_free(t);
        return htsc__error_memory(err, "a transform");
    }
    *transform = t;
    return HTSC_OK;
}

/* Keeps `found` for later; false where there is no room and the caller still owns it. */
static bool keep(const char *from, const char *to, htsc_transform *found) {
    if (kept_count == MAX_KEPT) return false;
    char *own_from = htsc__strdup(from), *own_to = htsc__strdup(to);
    if (own_from == NULL || own_to == NULL) {
        htsc__free(own_from);
        htsc__free(own_to);
        return false;
    }
    kept[kept_count].from = own_from;
    kept[kept_count].to = own_to;
    kept[kept_count++].found = found;
    return true;
}

htsc_status htsc_transform_create(const char *from, const char *to, htsc_transform **transform, htsc_error *err) {
    *transform = NULL;
    htsc_transform *found = NULL;
    htsc_status status = HTSC_OK;
    pthread_mutex_lock(&kept_lock);
    for (size_t i = 0; i < kept_count && found == NULL; i++)
        if (strcmp(kept[i].from, from) == 0 && strcmp(kept[i].to, to) == 0) found = kept[i].found;
    if (found == NULL) {
        status = find_operation(from, to, &found, err);
        if (status == HTSC_OK && !keep(from, to, found)) {
            pthread_mutex_unlock(&kept_lock);
            *transform = found;
            return HTSC_OK;
        }
    }
    if (status == HTSC_OK) status = copy(found, transform, err);
    pthread_mutex_unlock(&kept_lock);
    return status;
}

void htsc_transform_free(htsc_transform *transform) {
    if (transform == NULL) return;
    proj_destroy(transform->pj);
    proj_context_destroy(transform->context);
    htsc__free(transform);
}

static htsc_status run(htsc_transform *t, PJ_DIRECTION direction, size_t count, double *x, double *y, htsc_error *err) {
    if (count > 0 && (x == NULL || y == NULL))
        return htsc__error_set(err, HTSC_ERR_ARGUMENT, "x or y of %zu points is NULL", count);
    if (t->pj != NULL)
        proj_trans_generic(t->pj, direction, x, sizeof *x, count, y, sizeof *y, count, NULL, 0, 0, NULL, 0, 0);
    for (size_t i = 0; i < count; i++)
        if (!isfinite(x[i]) || !isfinite(y[i])) x[i] = y[i] = (double)NAN;
    return HTSC_OK;
}

htsc_status htsc_transform_points(htsc_transform *transform, size_t count, double *x, double *y, htsc_error *err) {
    return run(transform, PJ_FWD, count, x, y, err);
}

htsc_status htsc_transform_points_inverse(htsc_transform *transform, size_t count, double *x, double *y,
                                          htsc_error *err) {
    return run(transform, PJ_INV, count, x, y, err);
}

static const double wgs84_a_m = 6378137.0, wgs84_f = 1 / 298.257223563;

double htsc_geodesic_distance_m(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg) {
    struct geod_geodesic ellipsoid;
    geod_init(&ellipsoid, wgs84_a_m, wgs84_f);
    double distance_m = 0;
    geod_inverse(&ellipsoid, lat1_deg, lon1_deg, lat2_deg, lon2_deg, &distance_m, NULL, NULL);
    return distance_m;
}

double htsc__geodesic_ring_area_m2(size_t count, const double *lon_deg, const double *lat_deg) {
    struct geod_geodesic ellipsoid;
    struct geod_polygon polygon;
    geod_init(&ellipsoid, wgs84_a_m, wgs84_f);
    geod_polygon_init(&polygon, 0);
    for (size_t i = 0; i < count; i++) geod_polygon_addpoint(&ellipsoid, &polygon, lat_deg[i], lon_deg[i]);
    double area_m2 = 0;
    geod_polygon_compute(&ellipsoid, &polygon, 0, 1, &area_m2, NULL);
    return fabs(area_m2);
}

/* What htsc__crs_check_metric looks at. */
typedef struct crs_facts {
    char unit[64]; /* of the first axis */
    double to_base;
    bool world_mercator;
} crs_facts;

/* EPSG methods 1024, "Popular Visualisation Pseudo Mercator", 9804 and 9805, Mercator variants A and B, however the CRS
 * was named: their metres are metres at the equator. */
static bool is_world_mercator(PJ_CONTEXT *context, const PJ *crs) {
    const char *code = NULL, *name = NULL;
    if (proj_get_type(crs) != PJ_TYPE_PROJECTED_CRS) return false;
    PJ *conversion = proj_crs_get_coordoperation(context, crs);
    bool found =
        conversion != NULL && proj_coordoperation_get_method_info(context, conversion, &name, NULL, &code) &&
        ((code != NULL && (strcmp(code, "1024") == 0 || strcmp(code, "9804") == 0 || strcmp(code, "9805") == 0)) ||
         (name != NULL && strstr(name, "Pseudo Mercator") != NULL));
    proj_destroy(conversion);
    return found;
}

static htsc_status facts_of(const char *crs, crs_facts *facts, htsc_error *err) {
    htsc_status status = HTSC_ERR_CRS;
    PJ *pj = NULL, *system = NULL;
    PJ_CONTEXT *context = context_create();
    if (context == NULL) return htsc__error_memory(err, "a CRS");
    pj = crs_create(context, crs, err);
    if (pj == NULL) goto done;
    system = proj_crs_get_coordinate_system(context, pj);
    const char *name = NULL;
    if (system == NULL ||
        !proj_cs_get_axis_info(context, system, 0, NULL, NULL, NULL, &facts->to_base, &name, NULL, NULL)) {
        char text[64];
        short_name(crs, text);
        htsc__error_write(err, HTSC_ERR_CRS, "CRS \"%s\" has no axes", text);
        goto done;
    }
    facts->unit[0] = '\0';
    strncat(facts->unit, name == NULL ? "" : name, sizeof facts->unit - 1);
    facts->world_mercator = is_world_mercator(context, pj);
    status = HTSC_OK;
done:
    proj_destroy(system);
    proj_destroy(pj);
    proj_context_destroy(context);
    return status;
}

htsc_status htsc__crs_check_metric(const char *crs, htsc_error *err) {
    crs_facts facts;
    char name[64];
    htsc_status status = facts_of(crs, &facts, err);
    if (status != HTSC_OK) return status;
    short_name(crs, name);
    if (strstr(facts.unit, "degree") != NULL || fabs(facts.to_base - 1) > 1e-12)
        return htsc__error_set(err, HTSC_ERR_CRS, "CRS \"%s\" counts in %s, not in metres", name, facts.unit);
    if (facts.world_mercator)
        return htsc__error_set(
            err, HTSC_ERR_CRS,
            "CRS \"%s\" is a world map (Mercator or Web Mercator): its metres are not metres on the ground", name);
    return HTSC_OK;
}

htsc_status htsc__crs_is_geographic(const char *crs, bool *geographic, htsc_error *err) {
    PJ_CONTEXT *context = context_create();
    if (context == NULL) return htsc__error_memory(err, "a CRS");
    PJ *pj = crs_create(context, crs, err);
    if (pj != NULL) {
        PJ_TYPE type = proj_get_type(pj);
        *geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
        proj_destroy(pj);
    }
    proj_context_destroy(context);
    return pj == NULL ? HTSC_ERR_CRS : HTSC_OK;
}
