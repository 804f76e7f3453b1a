#include "coverage_report/path_text.h"

#include <math.h>
#include <string.h>

#include "coverage_report/language.h"

enum { LABEL = 42, CELL = 9 };
/* Columns of the table of levels. */
enum { AZIMUTH = 8, GAIN = 8, LEVEL = 9, CHANCE = 10 };

/* Room for one number as people read it. */
typedef struct text {
    char of[48];
} text;

static const char *number(text *t, double value, int decimals) {
    if (isnan(value)) return "-";
    snprintf(t->of, sizeof t->of, "%.*f", decimals, value);
    return language_decimal(t->of);
}

static void pad(FILE *out, const char *label, int width) {
    const int columns = language_columns(label);
    fprintf(out, "%s%*s", label, columns < width ? width - columns : 0, "");
}

static void pad_left(FILE *out, const char *label, int width) {
    const int columns = language_columns(label);
    fprintf(out, "%*s%s", columns < width ? width - columns : 0, "", label);
}

/* Label, number right-aligned, unit. */
static void row(FILE *out, const char *label, double value, int decimals, const char *unit) {
    text t;
    fputs("  ", out);
    pad(out, label, LABEL);
    pad_left(out, number(&t, value, decimals), CELL);
    fprintf(out, " %s\n", unit);
}

/* The same with where it is. */
static void row_at(FILE *out, const char *label, double value, int decimals, const char *unit, double at_km) {
    text t, at;
    fputs("  ", out);
    pad(out, label, LABEL);
    pad_left(out, number(&t, value, decimals), CELL);
    fprintf(out, " %s ", unit);
    fprintf(out, _("at %s km\n"), number(&at, at_km, 3));
}

static void say(FILE *out, const char *label, const char *value) {
    fputs("  ", out);
    pad(out, label, LABEL + CELL - language_columns(value));
    fprintf(out, "%s\n", value);
}

static void head(FILE *out, const htsc_path *path) {
    text lon, lat, height, ground, clutter;
    fprintf(out, _("Path from site %s to %s %s\n"), path->site_id, number(&lon, path->lon_deg, 6),
            number(&lat, path->lat_deg, 6));
    fprintf(out, _("point: %s m above the ground"), number(&height, path->project->receiver_height_agl_m, 1));
    if (!isnan(path->ground_amsl_m))
        fprintf(out, _("; ground at %s m above the sea"), number(&ground, path->ground_amsl_m, 1));
    if (!isnan(path->clutter_m)) fprintf(out, _("; clutter %s m"), number(&clutter, path->clutter_m, 0));
    fprintf(out, "\nlibhtscover %s; %s\n", htsc_version(), path->model_source);
}

static void method(FILE *out, const htsc_path *path) {
    const htsc_project *p = path->project;
    text a, b, c, d, e;
    fprintf(out, _("heard up to %s km; level held at %s %% of places"), number(&a, path->max_distance_m / 1000, 1),
            number(&b, 100 * p->location_probability_frac, 0));
    if (path->sweep != NULL) {
        const htsc_sweep_options *w = path->sweep;
        fprintf(out, _("; %s %% of time; %s\nprofile every %s m; ΔN %s N/km, N0 %s, latitude %s°\n"),
                number(&c, w->time_pct, 0),
                w->polarization == HTSC_POLARIZATION_VERTICAL ? _("vertical") : _("horizontal"),
                number(&d, w->step_m, 0), number(&e, w->delta_n, 1), number(&a, w->n0, 1),
                number(&b, w->mid_latitude_deg, 1));
        if (w->clutter != NULL)
            fprintf(out, _("clutter ends %s m before the point\n"), number(&c, w->receiver_gap_m, 1));
    } else {
        fputc('\n', out);
    }
    for (size_t i = 0; i < p->technology_count; i++) {
        const htsc_project_technology *t = &p->technologies[i];
        fprintf(out, _("%s: covered from %s dBm, good from %s dBm"), htsc_technology_name(t->technology),
                number(&a, t->covered_dbm, 0), number(&b, t->good_dbm, 0));
        fputc('\n', out);
    }
}

static void link_head(FILE *out, const htsc_path_link *l) {
    text a, b, c;
    fputc('\n', out);
    fprintf(out, _("== %s MHz, antenna %s m above the ground"), number(&a, l->freq_mhz, 0),
            number(&b, l->antenna_height_agl_m, 1));
    if (!isnan(l->mast_ground_amsl_m))
        fprintf(out, _("; ground at %s m above the sea"), number(&c, l->mast_ground_amsl_m, 1));
    fprintf(out, _("\n   distance %s km, bearing %s°, elevation %s°\n"), number(&a, l->distance_m / 1000, 3),
            number(&b, l->bearing_deg, 1), number(&c, l->elevation_deg, 2));
    fputc('\n', out);
}

static void clearance(FILE *out, const htsc_path_link *l) {
    const htsc_p1812_breakdown *b = &l->p1812.breakdown;
    say(out, _("Line of sight"), l->line_of_sight ? _("yes") : _("no"));
    if (!isnan(l->clearance_m)) {
        row_at(out, _("Least height above ground and clutter"), l->clearance_m, 1, "m", l->clearance_at_km);
        row_at(out, _("Least share of the first Fresnel zone"), 100 * l->fresnel_frac, 0, "%", l->fresnel_at_km);
    }
    if (b->dlt_km > 0) {
        row_at(out, _("Horizon of the mast"), b->theta_t_mrad, 2, "mrad", b->dlt_km);
        row_at(out, _("Horizon of the point (km from it)"), b->theta_r_mrad, 2, "mrad", b->dlr_km);
    }
    if (l->profile->unknown_count > 0)
        fprintf(out, _("  ! %zu points of the profile have no ground height: the one before is held\n"),
                l->profile->unknown_count);
}

static void breakdown(FILE *out, const htsc_path *path, const htsc_path_link *l) {
    const htsc_p1812_breakdown *b = &l->p1812.breakdown;
    const bool median = path->sweep->time_pct >= 50;
    fputc('\n', out);
    row(out, _("Free space"), b->lbfs_db, 2, "dB");
    row(out, _("Diffraction, median"), b->ld50_db, 2, "dB");
    row(out, _("· Bullington, actual path"), b->lbulla50_db, 2, "dB");
    row(out, _("· Bullington, smooth path"), b->lbulls50_db, 2, "dB");
    row(out, _("· spherical Earth"), b->ldsph50_db, 2, "dB");
    if (!median) row(out, _("Diffraction for the share of time"), b->ldp_db, 2, "dB");
    row(out, _("Troposcatter alone"), b->lbs_db, 2, "dB");
    row(out, _("Ducting and layer reflection alone"), b->lba_db, 2, "dB");
    row(out, _("Basic loss, half of the places"), b->lbc_db, 2, "dB");
    if ((l->p1812.validity & HTSC_VALIDITY_DISTANCE) != 0)
        row(out, _("Under 0.25 km: towards free space"), l->p1812.loss_db, 2, "dB  (!)");
    if (path->sweep->terminal_clutter) row(out, _("Clutter at the point (P.2108)"), l->terminal_db, 2, "dB");
    row(out, _("Loss"), l->loss.los_db, 2, "dB");
    row(out, _("Spread over places (sigma)"), l->loss.los_sigma_db, 2, "dB");
    row(out, _("Check: loss of the straight profile"), l->direct_db, 2, "dB");
}

static void mixture(FILE *out, const htsc_path_link *l) {
    row(out, _("Probability of line of sight"), 100 * l->loss.los_probability, 1, "%");
    row(out, _("Loss in line of sight"), l->loss.los_db, 2, "dB");
    row(out, _("· spread (sigma)"), l->loss.los_sigma_db, 2, "dB");
    row(out, _("Loss without line of sight"), l->loss.nlos_db, 2, "dB");
    row(out, _("· spread (sigma)"), l->loss.nlos_sigma_db, 2, "dB");
    if (l->loss.validity != 0) fprintf(out, _("  ! outside what the model's source vouches for\n"));
}

static const char *state_of(const htsc_path_cell *c) {
    switch (c->silence) {
    case HTSC_PATH_HEARD: break;
    case HTSC_PATH_PLANNED: return _("planned *");
    case HTSC_PATH_OFF: return _("off *");
    case HTSC_PATH_LATER: return _("later *");
    case HTSC_PATH_BEYOND_RADIUS: return _("too far *");
    case HTSC_PATH_TECHNOLOGY_UNUSED: return _("the project has no thresholds for this technology");
    case HTSC_PATH_FREQUENCY: return _("its frequency is above the model's 6 GHz");
    case HTSC_PATH_MAST_WITHOUT_GROUND: return _("the terrain has no height under the mast");
    }
    if (c->level == HTSC_LEVEL_GOOD) return _("good");
    return c->level == HTSC_LEVEL_WEAK ? _("weak") : _("none");
}

static void azimuth(FILE *out, const htsc_cell *cell) {
    text t;
    pad_left(out, isnan(cell->azimuth_deg) ? _("omni") : number(&t, cell->azimuth_deg, 0), AZIMUTH);
}

static void level_heading(FILE *out, bool indoors) {
    fputs("\n    ", out);
    pad_left(out, _("azimuth"), AZIMUTH);
    pad_left(out, _("gain"), GAIN);
    pad_left(out, _("EIRP/RE"), LEVEL);
    pad_left(out, "RSRP", LEVEL);
    pad_left(out, _("covered"), CHANCE);
    pad_left(out, _("good"), CHANCE);
    if (indoors) pad_left(out, _("indoors"), CHANCE);
    fprintf(out, "  %s\n    ", _("level"));
    pad_left(out, "°", AZIMUTH);
    pad_left(out, "dB", GAIN);
    pad_left(out, "dBm", LEVEL);
    pad_left(out, "dBm", LEVEL);
    for (int i = 0; i < (indoors ? 3 : 2); i++) pad_left(out, "%", CHANCE);
    fputc('\n', out);
}

static void level_row(FILE *out, const htsc_path_cell *c) {
    text t;
    fprintf(out, "  %s", htsc_technology_name(c->cell->technology));
    azimuth(out, c->cell);
    pad_left(out, number(&t, c->gain_db, 2), GAIN);
    pad_left(out, number(&t, c->reference_eirp_dbm, 2), LEVEL);
    pad_left(out, number(&t, c->rsrp_dbm, 2), LEVEL);
    pad_left(out, number(&t, 100 * c->covered_probability, 1), CHANCE);
    pad_left(out, number(&t, 100 * c->good_probability, 1), CHANCE);
    if (!isnan(c->indoor_probability)) pad_left(out, number(&t, 100 * c->indoor_probability, 1), CHANCE);
    fprintf(out, "  %s\n", state_of(c));
}

static void levels(FILE *out, const htsc_path *path, const htsc_path_link *l) {
    const htsc_project *p = path->project;
    const bool indoors = !isnan(l->entry_db);
    if (p->body_loss_db + p->entry_loss_db > 0)
        row(out, _("Body and building entry (flat)"), p->body_loss_db + p->entry_loss_db, 1, "dB");
    if (indoors) {
        row(out, _("Building entry (P.2109), median"), l->entry_db, 2, "dB");
        row(out, _("· spread (sigma)"), l->entry_sigma_db, 2, "dB");
    }
    level_heading(out, indoors);
    const char *before = "";
    for (size_t i = 0; i < path->cell_count; i++) {
        const htsc_path_cell *c = &path->cells[i];
        if (c->link != l) continue;
        if (strcmp(before, c->operator_name) != 0) fprintf(out, "  %s\n", c->operator_name);
        before = c->operator_name;
        level_row(out, c);
    }
}

static void silent_cells(FILE *out, const htsc_path *path) {
    bool starred = false;
    text t;
    for (size_t i = 0; i < path->cell_count; i++) {
        const htsc_path_cell *c = &path->cells[i];
        if (c->link != NULL) {
            starred = starred || c->silence != HTSC_PATH_HEARD;
            continue;
        }
        fprintf(out, _("\nnot computed: %s %s MHz"), htsc_technology_name(c->cell->technology),
                number(&t, c->cell->freq_mhz, 0));
        azimuth(out, c->cell);
        fprintf(out, "  %s: %s", c->operator_name, state_of(c));
        fputc('\n', out);
    }
    if (starred) fprintf(out, _("\n* not heard: coverage does not count this cell here; figures as if it did\n"));
}

void path_text(FILE *out, const htsc_path *path) {
    head(out, path);
    method(out, path);
    for (size_t i = 0; i < path->link_count; i++) {
        const htsc_path_link *l = &path->links[i];
        link_head(out, l);
        if (l->profile != NULL) {
            path_picture(out, l);
            fputc('\n', out);
            clearance(out, l);
            breakdown(out, path, l);
        } else {
            mixture(out, l);
        }
        levels(out, path, l);
    }
    silent_cells(out, path);
}
