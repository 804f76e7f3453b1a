"""Base stations of three invented operators, one file of which is full of the faults that real files have.

To change coverage, change the tables of sites: a number is a village (1 is 15061-001), and a mast stands on high
ground near the heart of that village; operators in Lam Sơn's villages share its mast. Other parts of the generator do
not depend on the tables. FAULTS counts rows of the file of Hàm Rồng Net: keep the two in step.
"""
from common import distance, e7_text, stream, to_utm48, uv_to_e7

LAM_SON, SONG_AM, HAM_RONG = "Lam Sơn Telecom", "Sông Âm Mobile", "Hàm Rồng Net"

LAM_SON_SITES = (1, 5, 12, 14, 17, 19, 22, 25, 28, 31, 34, 38, 44, 48)
LAM_SON_5G = (1, 5, 12, 25, 44)
SONG_AM_SITES = (2, 9, 11, 16, 20, 22, 27, 32, 37, 41, 46)
SONG_AM_B1 = (2, 9, 11, 22)
SONG_AM_5G = (9, 11, 41)
SONG_AM_5G_LATER = (2,)  # on air after 2026-09-30
SONG_AM_PLANNED = (46,)
SONG_AM_OFF = (27, 2)  # village, sector from 0
HAM_RONG_SITES = (5, 8, 10, 15, 21, 29, 35, 40, 50)
HAM_RONG_B3 = (5, 8, 10, 29, 40)
HAM_RONG_5G = (5, 10)
HAM_RONG_OMNI = 50  # one omnidirectional antenna: no azimuth in the file

LAM_SON_EIRP_DBM = {"4G": 62.5, "5G": 69.0}
SONG_AM_POWER = {"4G": (46.0, 17.0, 1.5), "5G": (46.5, 23.5, 0.0)}  # dBm, dBi, dB
HAM_RONG_EIRP_DBM = {"B8": 60.0, "B3": 61.0, "n78": 68.0}


def mast_near(heart, ground, shift):
    """The highest of the places on a grid within 400 m; shift > 0 takes another, at least 120 m a step away."""
    spots = sorted(((ground.at(p), p) for p in ((heart[0] + 40.0 * i, heart[1] + 40.0 * j)
                                                for i in range(-9, 10) for j in range(-9, 10))
                    if distance(p, heart) <= 400.0), reverse=True)
    chosen = [spots[0][1]]
    for _, p in spots:
        if len(chosen) > shift:
            break
        if min(distance(p, c) for c in chosen) >= 120.0:
            chosen.append(p)
    return uv_to_e7(*chosen[-1])


def lam_son(hearts, ground):
    rng = stream("lam son")
    rows = []
    for k, village in enumerate(LAM_SON_SITES):
        lon, lat = mast_near(hearts[village - 1], ground, 0)
        turn, height, tilt = rng.randrange(0, 120, 5), rng.choice((30, 33, 36, 42, 45)), rng.choice((2, 3, 4))
        year = rng.randint(2013, 2024)
        carriers = [("4G", "B3", 1825, 20, 15, f"{year}-{rng.randint(1, 12):02d}-15")]
        if village in LAM_SON_5G:
            carriers.append(("5G", "n41", 2550, 100, 30, f"2026-0{rng.randint(1, 8)}-20"))
        for technology, band, freq, bandwidth, scs, date in carriers:
            for sector in range(3):
                rows.append({
                    "site_id": f"LS-TH-{k + 1:04d}", "operator": LAM_SON, "technology": technology,
                    "lon_deg": e7_text(lon), "lat_deg": e7_text(lat), "antenna_height_agl_m": height,
                    "azimuth_deg": turn + 120 * sector,
                    "h_beamwidth_deg": 65, "v_beamwidth_deg": 10 if technology == "4G" else 8,
                    "downtilt_deg": tilt, "band": band, "freq_mhz": freq, "bandwidth_mhz": bandwidth, "scs_khz": scs,
                    "eirp_dbm": LAM_SON_EIRP_DBM[technology], "status": "on_air", "on_air_date": date})
    return rows


def song_am(hearts, ground):
    """Rows with their place; the kin of lam_son(), for EPSG:5897."""
    rng = stream("song am")
    rows = []
    for k, village in enumerate(SONG_AM_SITES):
        e7 = mast_near(hearts[village - 1], ground, 0 if village in LAM_SON_SITES else 1)
        turn, height, tilt = rng.randrange(0, 120, 5), rng.choice((28, 32, 35, 40)), rng.choice((2, 3, 5))
        planned = village in SONG_AM_PLANNED
        carriers = [("4G", "B3", 1850.0, 20.0, None, f"{rng.randint(2014, 2023)}-06-01")]
        if village in SONG_AM_B1:
            carriers.append(("4G", "B1", 2130.0, 15.0, None, f"{rng.randint(2016, 2024)}-03-10"))
        if village in SONG_AM_5G + SONG_AM_5G_LATER:
            carriers.append(("5G", "n78", 3750.0, 100.0, 30.0,
                             "2026-12-15" if village in SONG_AM_5G_LATER else f"2026-0{rng.randint(2, 9)}-05"))
        for technology, band, freq, bandwidth, scs, date in carriers:
            power, gain, loss = SONG_AM_POWER[technology]
            for sector in range(3):
                status = "planned" if planned else "off" if (village, sector) == SONG_AM_OFF else "on_air"
                rows.append({
                    "e7": e7, "site_id": f"SA{k + 1:03d}", "operator": SONG_AM, "technology": technology,
                    "antenna_height_agl_m": float(height), "azimuth_deg": float(turn + 120 * sector),
                    "h_beamwidth_deg": 65.0, "v_beamwidth_deg": 7.0 if technology == "4G" else 9.0,
                    "downtilt_deg": float(tilt), "freq_mhz": freq, "bandwidth_mhz": bandwidth, "scs_khz": scs,
                    "tx_power_dbm": power, "gain_dbi": gain, "feeder_loss_db": loss if loss else None,
                    "status": status, "on_air_date": date if status == "on_air" else None})
    return rows


HAM_RONG_COLUMNS = ("site_id operator technology x_m y_m antenna_height_agl_m azimuth_deg h_beamwidth_deg "
                    "v_beamwidth_deg downtilt_deg band bandwidth_mhz scs_khz eirp_dbm status on_air_date "
                    "ghi_chu").split()


def ham_rong(hearts, ground):
    """The rows before they are spoilt; not declared is an empty text."""
    rng = stream("ham rong")
    rows = []
    for k, village in enumerate(HAM_RONG_SITES):
        e7 = mast_near(hearts[village - 1], ground, 0 if village in LAM_SON_SITES else 2)
        x, y = to_utm48(e7[0] / 1e7, e7[1] / 1e7)
        turn, height, tilt = rng.randrange(0, 120, 10), rng.choice((25, 30, 35)), rng.choice((2, 4))
        carriers = [("4G", "B8", 10, "", f"20{rng.randint(15, 19)}-09-02")]
        if village in HAM_RONG_B3:
            carriers.append(("4G", "B3", 20, "", f"20{rng.randint(20, 24)}-09-02"))
        if village in HAM_RONG_5G:
            carriers.append(("5G", "n78", 100, 30, "2026-04-30"))
        for technology, band, bandwidth, scs, date in carriers:
            for sector in range(1 if village == HAM_RONG_OMNI else 3):
                rows.append({
                    "site_id": f"HRN_{k + 1:02d}", "operator": HAM_RONG, "technology": technology, "x_m": f"{x:.2f}",
                    "y_m": f"{y:.2f}", "antenna_height_agl_m": height,
                    "azimuth_deg": "" if village == HAM_RONG_OMNI else turn + 120 * sector, "h_beamwidth_deg": 65,
                    "v_beamwidth_deg": 10, "downtilt_deg": tilt, "band": band, "bandwidth_mhz": bandwidth,
                    "scs_khz": scs, "eirp_dbm": HAM_RONG_EIRP_DBM[band], "status": "on_air",
                    "on_air_date": date, "ghi_chu": ""})
    # Fields that may be missing: defaults are taken and counted.
    for n in (0, 1, 2, 12, 13, 14, 24):
        rows[n]["downtilt_deg"] = ""
    for n in (3, 4, 5, 20):
        rows[n]["status"] = ""
    for n in (12, 13, 14):
        rows[n]["h_beamwidth_deg"] = rows[n]["v_beamwidth_deg"] = ""
    rows[6]["scs_khz"] = ""  # 5G
    rows[20]["on_air_date"] = ""
    # Text that only a reader of quotes gets right.
    rows[0]["ghi_chu"] = "Cột dùng chung; cạnh chợ"
    rows[9]["ghi_chu"] = 'Trạm "Đồi Cháy", đường lên dốc'
    return rows


# Position in ham_rong(), column, code, what is written there instead. None swaps x_m and y_m.
FAULTS = (
    (7, "antenna_height_agl_m", "not_a_number", "30m"),
    (10, "antenna_height_agl_m", "missing_value", ""),
    (11, "azimuth_deg", "out_of_range", "372"),
    (15, "antenna_height_agl_m", "out_of_range", "3000"),
    (17, "operator", "unknown_operator", "Ham Rong"),
    (19, "technology", "unknown_technology", "6G"),
    (22, "x_m", "swapped_lonlat", None),
    (25, "x_m", "far_away", "0"),
    (26, "bandwidth_mhz", "bandwidth_scs", "37"),
    (28, "band", "unknown_band", "B99"),
    (30, "on_air_date", "bad_date", "31/02/2026"),
    (33, "eirp_dbm", "not_a_number", "NaN"),
    (35, "eirp_dbm", "out_of_range", "1e308"),
    (37, "h_beamwidth_deg", "out_of_range", "-65"),
)
DUPLICATE_OF = 8  # repeated as it is at the end of the file
FAR_LON_LAT = (105.8412000, 21.0245000)  # Hà Nội
EXTRA_FIELD = 39


def _quoted(value):
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ';"') else text


def spoil(rows):
    """The text of the faulty file and the rejects it must give: (line, column, code)."""
    rows, rejects = [dict(r) for r in rows], []
    for n, column, code, text in FAULTS:
        if text is None:
            rows[n]["x_m"], rows[n]["y_m"] = rows[n]["y_m"], rows[n]["x_m"]
        else:
            rows[n][column] = text
        if code == "far_away":
            rows[n]["y_m"] = "0"
        rejects.append((n + 2, column, code))
    lines = [";".join(_quoted(r[c]) for c in HAM_RONG_COLUMNS) for r in rows]
    lines[EXTRA_FIELD] += ";1"
    rejects.append((EXTRA_FIELD + 2, "", "field_count"))
    x, y = to_utm48(*FAR_LON_LAT)
    far = dict(rows[0], site_id="HRN_HN", x_m=f"{x:.2f}", y_m=f"{y:.2f}", ghi_chu="")
    lines.append(";".join(_quoted(far[c]) for c in HAM_RONG_COLUMNS))
    rejects.append((len(lines) + 1, "x_m", "far_away"))
    lines.append(lines[DUPLICATE_OF])
    rejects.append((len(lines) + 1, "", "duplicate"))
    if len({r[0] for r in rejects}) != len(rejects):
        raise SystemExit("two faults in one row")
    return "\r\n".join([";".join(HAM_RONG_COLUMNS)] + lines) + "\r\n", sorted(rejects)
