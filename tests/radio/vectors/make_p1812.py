#!/usr/bin/env python3
"""Writes p1812.csv: paths of all kinds and their losses by Recommendation ITU-R P.1812-8 (09/2025).

Written from the equations, apart from the library and in another shape: every quantity in the order and form the
Recommendation gives it, one list per symbol, wavelength and all. Slow and plain on purpose. Standard library only; the
seed is fixed, so that the files come out the same:
    make_p1812.py > p1812.csv
    make_p1812.py sg3 > p1812_sg3.csv    one path in the form of ITU-R Study Group 3's validation profiles
"""
import math
import random
import sys

SEA, COAST, INLAND = 1, 3, 4
COLUMNS = ("freq_ghz tx_height_agl_m rx_height_agl_m polarization time_pct location_pct location_sigma_db resolution_m "
           "mid_latitude_deg delta_n n0 dct_km dcr_km alternative").split()
RESULTS = "loss_db lbfs_db lb0p_db ld50_db ldp_db lba_db lbs_db lbc_db theta_mrad hm_m b0_pct".split()


def inverse_normal(x):
    """Attachment 2."""
    if x > 0.5:
        return -inverse_normal(1 - x)
    t = math.sqrt(-2 * math.log(x))
    c = [2.515516698, 0.802853, 0.010328]
    d = [1, 1.432788, 0.189269, 0.001308]
    return t - sum(v * t**i for i, v in enumerate(c)) / sum(v * t**i for i, v in enumerate(d))


def stretches(d, belongs):
    """Lengths of the runs of points that belong; each point owns half the way to its neighbours."""
    own = [(d[min(i + 1, len(d) - 1)] - d[max(i - 1, 0)]) / 2 for i in range(len(d))]
    runs, run = [], 0
    for length, is_in in zip(own, belongs):
        if is_in:
            run += length
        else:
            runs.append(run)
            run = 0
    return runs + [run]


def knife_edge(nu):
    """(12)"""
    return 6.9 + 20 * math.log10(math.sqrt((nu - 0.1) ** 2 + 1) + nu - 0.1) if nu > -0.78 else 0


def bullington(d, g, total, hts, hrs, ap, wavelength):
    """Section 4.3.1 over the points between the terminals."""
    ce = 1 / ap
    stim = max((gi + 500 * ce * di * (total - di) - hts) / di for di, gi in zip(d, g))
    if stim < (hrs - hts) / total:
        nu = max((gi + 500 * ce * di * (total - di) - (hts * (total - di) + hrs * di) / total)
                 * math.sqrt(0.002 * total / (wavelength * di * (total - di))) for di, gi in zip(d, g))
    else:
        srim = max((gi + 500 * ce * di * (total - di) - hrs) / (total - di) for di, gi in zip(d, g))
        dbp = (hrs - hts + srim * total) / (stim + srim)
        nu = (hts + stim * dbp - (hts * (total - dbp) + hrs * dbp) / total) \
            * math.sqrt(0.002 * total / (wavelength * dbp * (total - dbp)))
    luc = knife_edge(nu)
    return luc + (1 - math.exp(-luc / 6)) * (10 + 0.02 * total)


def clearance(total, ap, hte, hre):
    """(23), (24a) to (24e)"""
    c = (hte - hre) / (hte + hre)
    m = 250 * total**2 / (ap * (hte + hre))
    b = 2 * math.sqrt((m + 1) / (3 * m)) * math.cos(
        math.pi / 3 + math.acos(3 * c / 2 * math.sqrt(3 * m / (m + 1) ** 3)) / 3)
    dse1 = total / 2 * (1 + b)
    dse2 = total - dse1
    return ((hte - 500 * dse1**2 / ap) * dse2 + (hre - 500 * dse2**2 / ap) * dse1) / total, dse1, dse2


def bullington_alternative(total, hte, hre, ap, wavelength):
    """Edition 5, Attachment 4 to Annex 1, (105) to (112)."""
    if total < math.sqrt(2 * ap) * (math.sqrt(0.001 * hte) + math.sqrt(0.001 * hre)):
        hse, dse1, dse2 = clearance(total, ap, hte, hre)
        nu = -hse * math.sqrt(0.002 * total / (wavelength * dse1 * dse2))
    else:
        stm = 500 / ap * total - 2 * math.sqrt(500 / ap * hte)
        srm = 500 / ap * total - 2 * math.sqrt(500 / ap * hre)
        ds = (hre - hte + srm * total) / (stm + srm)
        nu = (hte + stm * ds - (hte * (total - ds) + hre * ds) / total) \
            * math.sqrt(0.002 * total / (wavelength * ds * (total - ds)))
    lus = knife_edge(nu)
    return lus + (1 - math.exp(-lus / 6)) * (10 + 0.02 * total)


def first_term(total, hte, hre, a, f, omega, polarization):
    """Section 4.3.3."""
    losses = []
    for eps, sigma in ((22, 0.003), (80, 5)):
        k = 0.036 * (a * f) ** (-1 / 3) * ((eps - 1) ** 2 + (18 * sigma / f) ** 2) ** (-1 / 4)
        if polarization == 2:
            k *= (eps**2 + (18 * sigma / f) ** 2) ** 0.5
        beta = (1 + 1.6 * k**2 + 0.67 * k**4) / (1 + 4.5 * k**2 + 1.53 * k**4)
        x = 21.88 * beta * (f / a**2) ** (1 / 3) * total
        fx = 11 + 10 * math.log10(x) - 17.6 * x if x >= 1.6 else -20 * math.log10(x) - 5.6488 * x**1.425
        gains = []
        for h in (hte, hre):
            b = beta * 0.9575 * beta * (f**2 / a) ** (1 / 3) * h
            if b > 2:
                gain = 17.6 * (b - 1.1) ** 0.5 - 5 * math.log10(b - 1.1) - 8
            else:
                gain = 20 * math.log10(b + 0.1 * b**3)
            gains.append(max(gain, 2 + 20 * math.log10(k)))
        losses.append(-fx - sum(gains))
    return omega * losses[1] + (1 - omega) * losses[0]


def spherical(total, hte, hre, ap, f, omega, polarization, wavelength):
    """Section 4.3.2."""
    if total >= math.sqrt(2 * ap) * (math.sqrt(0.001 * hte) + math.sqrt(0.001 * hre)):
        return first_term(total, hte, hre, ap, f, omega, polarization)
    hse, dse1, dse2 = clearance(total, ap, hte, hre)
    hreq = 17.456 * math.sqrt(dse1 * dse2 * wavelength / total)
    if hse > hreq:
        return 0
    aem = 500 * (total / (math.sqrt(hte) + math.sqrt(hre))) ** 2
    return (1 - hse / hreq) * max(first_term(total, hte, hre, aem, f, omega, polarization), 0)


def loss(profile, case):
    d, h, clutter, zone = profile["d"], profile["h"], profile["clutter"], profile["zone"]
    f, p, wavelength = case["freq_ghz"], case["time_pct"], 0.2998 / case["freq_ghz"]
    total, last = d[-1], len(d) - 1
    hts, hrs = h[0] + case["tx_height_agl_m"], h[-1] + case["rx_height_agl_m"]
    zone = zone or [INLAND] * len(d)
    lbfs = 92.4 + 20 * math.log10(f) + 20 * math.log10(max(math.sqrt(total**2 + ((hts - hrs) / 1000) ** 2), 0.001))
    if total == 0:
        return dict.fromkeys(RESULTS, 0.0) | {"loss_db": lbfs, "lbfs_db": lbfs}

    # Section 3
    omega = sum(stretches(d, [z == SEA for z in zone])) / total
    dtm = max(stretches(d, [z != SEA for z in zone]))
    dlm = max(stretches(d, [z == INLAND for z in zone]))
    phi = abs(case["mid_latitude_deg"])
    tau = 1 - math.exp(-(4.12e-4 * dlm**2.41))
    mu1 = min(1, (10 ** (-dtm / (16 - 6.6 * tau)) + 10 ** (-5 * (0.496 + 0.354 * tau))) ** 0.2)
    if phi <= 70:
        b0 = 10 ** (-0.015 * phi + 1.67) * mu1 * mu1 ** (-0.935 + 0.0176 * phi)
    else:
        b0 = 4.17 * mu1 * mu1**0.3
    ae, ab = 6371 * 157 / (157 - case["delta_n"]), 6371 * 3
    dct = 0 if zone[0] == SEA else case["dct_km"]
    dcr = 0 if zone[-1] == SEA else case["dcr_km"]

    # The points between the terminals
    inner = [i for i in range(1, last) if 0 < d[i] < total]
    di, hi = [d[i] for i in inner], [h[i] for i in inner]
    gi = [h[i] + clutter[i] for i in inner] if clutter else hi
    if not inner:
        di, hi, gi = [total / 2], [(h[0] + h[-1]) / 2], [(h[0] + h[-1]) / 2]

    # Attachment 1: smooth Earth
    v1 = sum((d[i] - d[i - 1]) * (h[i] + h[i - 1]) for i in range(1, last + 1))
    v2 = sum((d[i] - d[i - 1]) * (h[i] * (2 * d[i] + d[i - 1]) + h[i - 1] * (d[i] + 2 * d[i - 1]))
             for i in range(1, last + 1))
    hst, hsr = (2 * v1 * total - v2) / total**2, (v2 - v1 * total) / total**2
    over = [hh - (hts * (total - x) + hrs * x) / total for x, hh in zip(di, hi)]
    hobs, aobt = max(over), max(o / x for o, x in zip(over, di))
    aobr = max(o / (total - x) for o, x in zip(over, di))
    hstd = hst if hobs <= 0 else hst - hobs * aobt / (aobt + aobr)
    hsrd = hsr if hobs <= 0 else hsr - hobs * aobr / (aobt + aobr)
    hstd, hsrd = min(hstd, h[0]), min(hsrd, h[-1])
    hst, hsr = min(hst, h[0]), min(hsr, h[-1])
    hte, hre = hts - hst, hrs - hsr

    # Attachment 1: horizons
    def angle(rise, away):
        return 1000 * math.atan(rise / (1000 * away) - away / (2 * ae))

    theta_i = [angle(hh - hts, x) for x, hh in zip(di, hi)]
    if max(theta_i) > angle(hrs - hts, total):
        theta_j = [angle(hh - hrs, total - x) for x, hh in zip(di, hi)]
        theta_t, theta_r = max(theta_i), max(theta_j)
        lt, lr = theta_i.index(theta_t), len(theta_j) - 1 - theta_j[::-1].index(theta_r)
    else:
        theta_t, theta_r = angle(hrs - hts, total), angle(hts - hrs, total)
        nu = [(hh + 500 / ae * x * (total - x) - (hts * (total - x) + hrs * x) / total)
              * math.sqrt(0.002 * total / (wavelength * x * (total - x))) for x, hh in zip(di, hi)]
        lt = lr = len(nu) - 1 - nu[::-1].index(max(nu))
    dlt, dlr = di[lt], total - di[lr]
    theta = 1000 * total / ae + theta_t + theta_r
    hm = max(hi[i] - (hst + (hsr - hst) / total * di[i]) for i in range(lt, lr + 1))

    # 4.2
    es = 2.6 * (1 - math.exp(-0.1 * (dlt + dlr)))
    lb0p, lb0b = lbfs + es * math.log10(p / 50), lbfs + es * math.log10(b0 / 50)

    # 4.3
    def diffraction(ap):
        htc, hrc = hts - hstd, hrs - hsrd
        lbulla = bullington(di, gi, total, hts, hrs, ap, wavelength)
        if case["alternative"]:
            lbulls = bullington_alternative(total, htc, hrc, ap, wavelength)
        else:
            lbulls = bullington(di, [0] * len(di), total, htc, hrc, ap, wavelength)
        ldsph = spherical(total, htc, hrc, ap, f, omega, case["polarization"], wavelength)
        return lbulla + max(ldsph - lbulls, 0)

    ld50 = diffraction(ae)
    fi = inverse_normal(p / 100) / inverse_normal(b0 / 100) if p > b0 else 1
    ldp = ld50 if p == 50 else ld50 + fi * (diffraction(ab) - ld50)
    lbd50, lbd = lbfs + ld50, lb0p + ldp

    # 4.4
    lf = 25 * math.log10(f) - 2.5 * math.log10(f / 2) ** 2
    lbs = 190.1 + lf + 20 * math.log10(total) + 0.573 * theta - 0.15 * case["n0"] - 10.125 * math.log10(50 / p) ** 0.7

    # 4.5
    alf = 45.375 - 137 * f + 92.5 * f**2 if f < 0.5 else 0
    af = 102.45 + 20 * math.log10(f) + 20 * math.log10(dlt + dlr) + alf
    for th, dl, dc, height in ((theta_t, dlt, dct, hts), (theta_r, dlr, dcr, hrs)):
        th2 = th - 0.1 * dl
        if th2 > 0:
            af += 20 * math.log10(1 + 0.361 * th2 * (f * dl) ** 0.5) + 0.264 * th2 * f ** (1 / 3)
        if omega >= 0.75 and dc <= dl and dc <= 5:
            af += -3 * math.exp(-0.25 * dc**2) * (1 + math.tanh(0.07 * (50 - height)))
    alpha = max(-0.6 - 3.5e-9 * total**3.1 * tau, -3.4)
    mu2 = min(1, (500 / ae * total**2 / (math.sqrt(hte) + math.sqrt(hre)) ** 2) ** alpha)
    mu3 = math.exp(-4.6e-5 * (hm - 10) * (43 + 6 * min(total - dlt - dlr, 40))) if hm > 10 else 1
    beta = b0 * mu2 * mu3
    gamma = 1.076 / (2.0058 - math.log10(beta)) ** 1.012 * math.exp(
        -(9.51 - 4.8 * math.log10(beta) + 0.198 * math.log10(beta) ** 2) * 1e-6 * total**1.13)
    ap = -12 + (1.2 + 3.7e-3 * total) * math.log10(p / beta) + 12 * (p / beta) ** gamma
    angular = 1000 * total / ae + min(theta_t, 0.1 * dlt) + min(theta_r, 0.1 * dlr)
    lba = af + 5e-5 * ae * f ** (1 / 3) * angular + ap

    # 4.6
    fj = 1 - 0.5 * (1 + math.tanh(3 * 0.8 * (theta - 0.3) / 0.3))
    fk = 1 - 0.5 * (1 + math.tanh(3 * 0.5 * (total - 20) / 20))
    if p < b0:
        lminb0p = lb0p + (1 - omega) * ldp
    else:
        lminb0p = lbd50 + (lb0b + (1 - omega) * ldp - lbd50) * fi
    lminbap = 2.5 * math.log(math.exp(lba / 2.5) + math.exp(lb0p / 2.5))
    lbda = lbd if lminbap > lbd else lminbap + (lbd - lminbap) * fk
    lbam = lbda + (lminb0p - lbda) * fj
    lbc = -5 * math.log10(10 ** (-0.2 * lbs) + 10 ** (-0.2 * lbam))

    # 4.7, 4.9
    sigma = case["location_sigma_db"]
    if sigma < 0:
        over_clutter = case["rx_height_agl_m"] - (clutter[-1] if clutter else 0)
        uh = 1 if over_clutter < 0 else 0 if over_clutter >= 10 else 1 - over_clutter / 10
        sigma = 0 if zone[-1] == SEA else uh * (0.52 + 0.024 * f) * case["resolution_m"] ** 0.28
    lb = max(lb0p, lbc - inverse_normal(case["location_pct"] / 100) * sigma)
    if total < 0.25:  # the library's own rule
        lb = lbfs + total / 0.25 * (lb - lbfs)
    names = locals()
    return {"loss_db": lb} | {name: names[name.rsplit("_", 1)[0]] for name in RESULTS[1:]}


# Profiles ------------------------------------------------------------------------------------------------------------

def steps(rng, total, count, uneven):
    cuts = [i / (count - 1) for i in range(count)]
    if uneven:
        cuts = [0] + sorted(rng.uniform(0.001, 0.999) for _ in range(count - 2)) + [1]
    return [round(total * c, 6) for c in cuts]


def relief(rng, d, height, base):
    waves = [(rng.uniform(0, height), rng.uniform(1, 7), rng.uniform(0, 6.3)) for _ in range(4)]
    return [round(base + sum(a * math.sin(k * 6.3 * x / d[-1] + s) for a, k, s in waves) + rng.uniform(0, height / 5), 1)
            for x in d]


def zones_with_sea(rng, d, from_share, to_share):
    zone = []
    for x in d:
        share = x / d[-1]
        at_sea = from_share <= share <= to_share
        near = min(abs(share - from_share), abs(share - to_share)) * d[-1] < 10
        zone.append(SEA if at_sea else COAST if near else INLAND)
    return zone


def profiles(rng):
    """Name, kind and points of each path."""
    kinds = ["flat", "hills", "mountains", "cliff", "sea", "strait", "coast", "clutter", "forest", "short"]
    for i in range(60):
        kind = kinds[i % len(kinds)]
        total = round({"short": rng.uniform(0.02, 0.3), "sea": rng.uniform(5, 700), "strait": rng.uniform(20, 300),
                       "coast": rng.uniform(15, 200), "mountains": rng.uniform(2, 150)}.get(kind, 10 ** rng.uniform(-0.5, 1.9)), 3)
        d = steps(rng, total, rng.randint(5, 34), uneven=i % 3 == 1)
        clutter = zone = None
        if kind in ("flat", "short"):
            h = relief(rng, d, 0.5, rng.uniform(-3, 40))
        elif kind == "mountains":
            h = relief(rng, d, 700, 900)
        elif kind == "cliff":
            at = rng.uniform(0.2, 0.8) * total
            h = [round((300 if x < at else 0) + rng.uniform(0, 2), 1) for x in d]
            if len(d) > 6:
                d[3] = d[4]
        elif kind in ("sea", "strait", "coast"):
            a, b = {"sea": (0, 1), "strait": (0.1, 0.9), "coast": (0.5, 1)}[kind]
            zone = zones_with_sea(rng, d, a, b)
            h = [0.0 if z == SEA else y for z, y in zip(zone, relief(rng, d, 15, 30))]
        else:
            h = relief(rng, d, 40, 100)
        if kind in ("clutter", "short"):
            clutter = [rng.choice([0, 0, 10, 15, 20]) for _ in d]
        if kind == "forest":
            clutter = [25] * len(d)
        yield f"{kind}{i // len(kinds)}", dict(d=d, h=h, clutter=clutter, zone=zone)
    yield "two_points", dict(d=[0, 3.0], h=[12.0, 40.0], clutter=None, zone=None)
    yield "two_points_near", dict(d=[0, 0.1], h=[12.0, 9.0], clutter=[15, 15], zone=[4, 1])
    yield "three_points", dict(d=[0, 2.0, 7.0], h=[12.0, 55.0, 40.0], clutter=[0, 12, 8], zone=[4, 3, 1])
    yield "at_the_mast", dict(d=[0], h=[12.0], clutter=None, zone=None)
    yield "far", dict(d=steps(rng, 1900.0, 40, True), h=[round(rng.uniform(0, 900), 1) for _ in range(40)], clutter=None,
                      zone=None)


def cases(rng, name, index):
    for turn in range(2):
        case = dict(freq_ghz=round(10 ** rng.uniform(math.log10(0.03), math.log10(6)), 4),
                    tx_height_agl_m=round(10 ** rng.uniform(0.7, 2.2), 1), rx_height_agl_m=round(10 ** rng.uniform(0.1, 1.3), 1),
                    polarization=1 + (index + turn) % 2,
                    time_pct=[50, 1, 10, round(rng.uniform(1, 50), 2)][(index // 2 + turn) % 4],
                    location_pct=[50, 90, round(rng.uniform(1, 99), 1)][(index + turn) % 3],
                    location_sigma_db=[-1, 0, 5.5][(index // 3 + turn) % 3], resolution_m=rng.choice([50, 100, 500]),
                    mid_latitude_deg=rng.choice([20, 0, -35.5, 48.6, 71, -82]),
                    delta_n=rng.choice([45, 30.5, 70]), n0=rng.choice([325, 301, 370]),
                    dct_km=rng.choice([500, 3, 0]), dcr_km=rng.choice([500, 1.5, 0]), alternative=int((index + turn) % 4 == 3))
        if index % 9 == 4 and turn == 1:
            case["tx_height_agl_m"], case["rx_height_agl_m"] = 3000, 1000
        if index % 16 == 0:
            case["freq_ghz"] = [0.03, 6][turn]
        yield case


def mid_latitude_deg(lat_t, lon_t, lat_r, lon_r, total):
    """P.2001 Attachment H, as vectors: from the transmitter towards the receiver, half the path."""
    def place(lat, lon):
        lat, lon = math.radians(lat), math.radians(lon)
        return [math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)]

    t, r = place(lat_t, lon_t), place(lat_r, lon_r)
    along = sum(a * b for a, b in zip(t, r))
    ahead = [b - along * a for a, b in zip(t, r)]
    length = math.sqrt(sum(a * a for a in ahead))
    turn = total / 2 / 6371
    return math.degrees(math.asin(t[2] * math.cos(turn) + ahead[2] / length * math.sin(turn)))


def study_group_3(out):
    rng = random.Random(3)
    d = steps(rng, 64.0, 65, False)
    zone = zones_with_sea(rng, d, 0, 0.4)
    h = [0.0 if z == SEA else y for z, y in zip(zone, relief(rng, d, 60, 120))]
    clutter = [0 if z == SEA else rng.choice([0, 10, 15]) for z in zone]
    ends = (19.8, 105.9, 20.1, 105.4)
    delta_n, n0 = 52.5, 361.25
    for name, value in zip(("Tx LAT:", "Tx LON:", "Rx LAT:", "Rx LON:"), ends):
        out.write(f"{name},{value}\n")
    out.write("First Point TX or RX:,T\n{Begin of Meteorology}\n"
              f"Average annual values dN (N-units/km):,{delta_n}\n"
              f"Average annual sea-level surface refractivity No (N-units):,{n0}\n{{End of meteorology}}\n"
              "{Begin of Profile}\n" f"Number of Points:,{len(d)}\n")
    out.writelines(f"{x:g},{y:g},,{c},{z}\n" for x, y, c, z in zip(d, h, clutter, zone))
    out.write("{End of Profile}\n{Begin of Measurements}\n")
    for mhz, tx, rx, polarization, erp_dbw, p in ((700, 35, 1.5, 2, 30, 50), (2600, 35, 1.5, 2, 22, 10), (150, 60, 10, 1, 17.5, 1)):
        case = dict(freq_ghz=mhz / 1000, tx_height_agl_m=tx, rx_height_agl_m=rx, polarization=polarization, time_pct=p,
                    location_pct=50, location_sigma_db=0, resolution_m=100, delta_n=delta_n, n0=n0, dct_km=500, dcr_km=500,
                    mid_latitude_deg=mid_latitude_deg(*ends, d[-1]), alternative=0)
        lb = loss(dict(d=d, h=h, clutter=clutter, zone=zone), case)["loss_db"]
        field = 199.36 + 20 * math.log10(mhz / 1000) - lb + erp_dbw - 30
        out.write(f"{mhz},{tx},,{rx},{polarization},,,,,,,,{erp_dbw},,{p},,{field:.8f},{lb:.8f}\n")
    out.write("{End of Measurements}\n")


def main():
    if sys.argv[1:] == ["sg3"]:
        return study_group_3(sys.stdout)
    rng = random.Random(1812)
    out = sys.stdout
    out.write("# Made by make_p1812.py. A profile: its name, number of points, whether it has clutter and zones; its points as\n"
              "# distance_km,ground_amsl_m,clutter_m,zone; then cases over it, in dB to 1e-6.\n")
    out.write("# case," + ",".join(COLUMNS + RESULTS) + "\n")
    for index, (name, profile) in enumerate(profiles(rng)):
        points = zip(profile["d"], profile["h"], profile["clutter"] or [0] * len(profile["d"]),
                     profile["zone"] or [INLAND] * len(profile["d"]))
        out.write(f"profile,{name},{len(profile['d'])},{int(bool(profile['clutter']))},{int(bool(profile['zone']))}\n")
        out.writelines(",".join(f"{v:.10g}" for v in point) + "\n" for point in points)
        for case in cases(rng, name, index):
            result = loss(profile, case)
            out.write("case," + ",".join([f"{case[c]:.10g}" for c in COLUMNS] + [f"{result[r]:.9f}" for r in RESULTS]) + "\n")


main()
