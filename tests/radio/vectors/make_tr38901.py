#!/usr/bin/env python3
"""Writes tr38901.csv, the expected values of test_tr38901.c.

Worked from the text of 3GPP TR 38.901 V17.0.0 (tables 7.4.1-1 and 7.4.2-1 with their notes), in 40-digit decimal
arithmetic, with every equation written as the table has it; nothing here is taken from the C code.

    python3 make_tr38901.py > tr38901.csv
"""

from decimal import Decimal as D, getcontext

getcontext().prec = 40

PI = D("3.14159265358979323846264338327950288419716939937510")
C_M_S = D("3.0e8")  # notes 1 and 5
FIVE_QUARTERS = D(5) / D(4)


def log10(x):
    return x.log10()


# Table 7.4.1-1 ------------------------------------------------------------------------------------------------------


def slant(d2d, h_bs, h_ut):
    """Figure 7.4.1-1, equation (7.4-1) without an indoor part."""
    return (d2d**2 + (h_bs - h_ut) ** 2).sqrt()


def rma_break(f_ghz, h_bs, h_ut):
    """Note 5."""
    return 2 * PI * h_bs * h_ut * (f_ghz * D("1e9")) / C_M_S


def urban_break(f_ghz, h_bs, h_ut):
    """Note 1 with h_E = 1 m."""
    return 4 * (h_bs - 1) * (h_ut - 1) * (f_ghz * D("1e9")) / C_M_S


def rma_pl1(d, f_ghz, h):
    power = h ** D("1.72")
    return (
        20 * log10(40 * PI * d * f_ghz / 3)
        + min(D("0.03") * power, D(10)) * log10(d)
        - min(D("0.044") * power, D("14.77"))
        + D("0.002") * log10(h) * d
    )


def rma(d2d, f_ghz, h_bs, h_ut, h, w):
    d3d = slant(d2d, h_bs, h_ut)
    d_bp = rma_break(f_ghz, h_bs, h_ut)
    if d2d <= d_bp:
        los, sigma = rma_pl1(d3d, f_ghz, h), D(4)
    else:
        los, sigma = rma_pl1(d_bp, f_ghz, h) + 40 * log10(d3d / d_bp), D(6)
    nlos = (
        D("161.04")
        - D("7.1") * log10(w)
        + D("7.5") * log10(h)
        - (D("24.37") - D("3.7") * (h / h_bs) ** 2) * log10(h_bs)
        + (D("43.42") - D("3.1") * log10(h_bs)) * (log10(d3d) - 3)
        + 20 * log10(f_ghz)
        - (D("3.2") * log10(D("11.75") * h_ut) ** 2 - D("4.97"))
    )
    return los, max(los, nlos), sigma, D(8)


def uma(d2d, f_ghz, h_bs, h_ut):
    d3d = slant(d2d, h_bs, h_ut)
    d_bp = urban_break(f_ghz, h_bs, h_ut)
    if d2d <= d_bp:
        los = D("28.0") + 22 * log10(d3d) + 20 * log10(f_ghz)
    else:
        los = D("28.0") + 40 * log10(d3d) + 20 * log10(f_ghz) - 9 * log10(d_bp**2 + (h_bs - h_ut) ** 2)
    nlos = D("13.54") + D("39.08") * log10(d3d) + 20 * log10(f_ghz) - D("0.6") * (h_ut - D("1.5"))
    return los, max(los, nlos), D(4), D(6)


def umi(d2d, f_ghz, h_bs, h_ut):
    d3d = slant(d2d, h_bs, h_ut)
    d_bp = urban_break(f_ghz, h_bs, h_ut)
    if d2d <= d_bp:
        los = D("32.4") + 21 * log10(d3d) + 20 * log10(f_ghz)
    else:
        los = D("32.4") + 40 * log10(d3d) + 20 * log10(f_ghz) - D("9.5") * log10(d_bp**2 + (h_bs - h_ut) ** 2)
    nlos = D("35.3") * log10(d3d) + D("22.4") + D("21.3") * log10(f_ghz) - D("0.3") * (h_ut - D("1.5"))
    return los, max(los, nlos), D(4), D("7.82")


# Table 7.4.2-1 ------------------------------------------------------------------------------------------------------


def rma_sight(d):
    return D(1) if d <= 10 else (-(d - 10) / 1000).exp()


def umi_sight(d):
    return D(1) if d <= 18 else D(18) / d + (-d / 36).exp() * (1 - D(18) / d)


def uma_sight(d, h_ut):
    if d <= 18:
        return D(1)
    c = D(0) if h_ut <= 13 else ((h_ut - 13) / 10) ** D("1.5")
    return (D(18) / d + (-d / 63).exp() * (1 - D(18) / d)) * (
        1 + c * FIVE_QUARTERS * (d / 100) ** 3 * (-d / 150).exp()
    )


# Rows ---------------------------------------------------------------------------------------------------------------


def expected(scenario, f, h_bs, h_ut, h, w, d):
    if scenario == "rma":
        return (rma_sight(d),) + rma(d, f, h_bs, h_ut, h, w)
    if scenario == "uma":
        return (uma_sight(d, h_ut),) + uma(d, f, h_bs, h_ut)
    return (umi_sight(d),) + umi(d, f, h_bs, h_ut)


# (scenario, f GHz, h_BS, h_UT, h, W, d_2D, what the row is there for)
CASES = []


def case(scenario, f, h_bs, h_ut, d, why, h="5", w="20"):
    CASES.append((scenario, D(f), D(h_bs), D(h_ut), D(h), D(w), D(d), why))


for d, why in (
    ("10", "shortest distance"), ("10.001", "LOS no longer certain"), ("35", ""), ("100", ""), ("500", ""),
    ("1000", ""), ("2500", ""), ("5000", "longest NLOS distance"), ("10000", "longest LOS distance"),
):
    case("rma", "0.7", "35", "1.5", d, why)
    case("rma", "3.5", "35", "1.5", d, why)
for d, why in (("769.6", "just before the breakpoint of 769.69 m"), ("769.8", "just after it")):
    case("rma", "0.7", "35", "1.5", d, why)
for d, why in (("104.6", "just before the breakpoint of 104.72 m"), ("104.8", "just after it")):
    case("rma", "0.5", "10", "1", d, why)
for h, why in (
    ("29.2", "0.03 h^1.72 and 0.044 h^1.72 under their limits"), ("29.3", "0.03 h^1.72 under 10"),
    ("29.4", "both near their limits"), ("29.5", "0.044 h^1.72 over 14.77"), ("50", "tallest houses"),
):
    case("rma", "2.6", "60", "1.5", "800", why, h=h)
case("rma", "2.6", "60", "1.5", "800", "narrowest street", w="5")
case("rma", "2.6", "60", "1.5", "800", "widest street", w="50")
case("rma", "30", "150", "10", "3000", "highest mast and receiver and frequency")
case("rma", "0.5", "10", "1", "3000", "lowest mast and receiver and frequency")
case("rma", "0.7", "35", "10", "10", "NLOS held up to LOS", h="5")
case("rma", "0.7", "150", "10", "200", "highest mast and houses and widest street", h="50", w="50")

for f in ("0.7", "2.6", "3.5"):
    for d, why in (
        ("10", "shortest distance"), ("18", "LOS certain to here"), ("18.001", "and no further"), ("100", ""),
        ("1000", ""), ("5000", "longest distance"),
    ):
        case("uma", f, "25", "1.5", d, why)
case("uma", "3.5", "25", "1.5", "559.9", "just before the breakpoint of 560 m")
case("uma", "3.5", "25", "1.5", "560", "at the breakpoint of 560 m")
case("uma", "3.5", "25", "1.5", "560.1", "just after the breakpoint of 560 m")
for h_ut, why in (("13", "C' is 0 to here"), ("13.5", "C' above 0"), ("22.5", "highest receiver")):
    for d in ("50", "400", "2000"):
        case("uma", "2.6", "25", h_ut, d, why)
case("uma", "100", "25", "1.5", "300", "highest frequency")
case("uma", "0.5", "25", "1.5", "79.9", "just before the breakpoint of 80 m")
case("uma", "0.5", "25", "1.5", "80.1", "just after it")
case("uma", "2.6", "25", "22.5", "10", "NLOS held up to LOS")

for f in ("0.7", "3.5"):
    for d, why in (
        ("10", "shortest distance"), ("18", "LOS certain to here"), ("18.001", "and no further"), ("100", ""),
        ("1000", ""), ("5000", "longest distance"),
    ):
        case("umi", f, "10", "1.5", d, why)
case("umi", "3.5", "10", "1.5", "209.9", "just before the breakpoint of 210 m")
case("umi", "3.5", "10", "1.5", "210", "at the breakpoint of 210 m")
case("umi", "3.5", "10", "1.5", "210.1", "just after the breakpoint of 210 m")
case("umi", "28", "10", "1.5", "200", "millimetre waves")
case("umi", "2.6", "10", "22.5", "150", "highest receiver")
case("umi", "0.7", "10", "22.5", "10", "highest receiver at the shortest distance")
case("umi", "0.5", "10", "1.5", "8000", "NLOS held up to LOS beyond the longest distance")

# Worked by hand: the working is the source of these rows.
#
# A. UMi, 3.5 GHz, h_BS 10, h_UT 1.5, d2D 100.
#    d3D = sqrt(100^2 + 8.5^2) = sqrt(10072.25) = 100.3606, log 2.001563; log 3.5 = 0.544068
#    d'BP = 4 * 9 * 0.5 * 3.5e9 / 3e8 = 210 > 100: PL1 = 32.4 + 21 * 2.001563 + 20 * 0.544068
#         = 32.4 + 42.0328 + 10.8814 = 85.314
#    PL'  = 35.3 * 2.001563 + 22.4 + 21.3 * 0.544068 - 0 = 70.6552 + 22.4 + 11.5886 = 104.644
#    P    = 0.18 + exp(-100/36) * 0.82 = 0.18 + 0.062177 * 0.82 = 0.23099
# B. UMa, 3.5 GHz, h_BS 25, h_UT 1.5, d2D 1000.
#    d3D = sqrt(1000552.25) = 1000.2761, log 3.000120; d'BP = 4 * 24 * 0.5 * 3.5e9 / 3e8 = 560 < 1000:
#    PL2 = 28 + 40 * 3.000120 + 10.8814 - 9 log(313600 + 552.25) = 28 + 120.0048 + 10.8814 - 9 * 5.497140 = 109.412
#    PL' = 13.54 + 39.08 * 3.000120 + 10.8814 - 0 = 13.54 + 117.2447 + 10.8814 = 141.666
#    P   = 0.018 + exp(-15.87) * 0.982 = 0.01800
# C. RMa, 0.7 GHz, h_BS 35, h_UT 1.5, h 5, W 20, d2D 1000.
#    dBP = 2 pi * 52.5 * 0.7e9 / 3e8 = 769.69, log 2.886316; 5^1.72 = 10^(1.72 * 0.698970) = 15.930
#    PL1(dBP) = 20 log(125.6637 * 769.69 * 0.7 / 3 = 22568.5) + 0.47791 * 2.886316 - 0.70094 + 0.00139794 * 769.69
#             = 87.0701 + 1.3794 - 0.7009 + 1.0760 = 88.8246
#    d3D = sqrt(1001122.25) = 1000.5610, log 3.000244; PL2 = 88.8246 + 40 * (3.000244 - 2.886316) = 93.382
#    PL' = 161.04 - 7.1 * 1.301030 + 7.5 * 0.698970 - (24.37 - 3.7 / 49) * 1.544068
#          + (43.42 - 3.1 * 1.544068) * 0.000244 + 20 * (-0.154902) - (3.2 * 1.246129^2 - 4.97)
#        = 161.04 - 9.2373 + 5.2423 - 37.5123 + 0.0094 - 3.0980 + 0.0009 = 116.445
#    P   = exp(-0.99) = 0.37158; beyond the breakpoint: sigma 6
# D. UMa, 2.6 GHz, h_BS 25, h_UT 22.5, d2D 400.
#    d3D = sqrt(160006.25) = 400.0078, log 2.602068; log 2.6 = 0.414973; d'BP = 4 * 24 * 21.5 * 26 / 3 = 17888:
#    PL1 = 28 + 22 * 2.602068 + 8.2995 = 28 + 57.2455 + 8.2995 = 93.545
#    PL' = 13.54 + 39.08 * 2.602068 + 8.2995 - 0.6 * 21 = 13.54 + 101.6888 + 8.2995 - 12.6 = 110.928
#    C'  = 0.95^1.5 = 0.925945; P = (0.045 + exp(-400/63) * 0.955) * (1 + 0.925945 * 1.25 * 64 * exp(-400/150))
#        = (0.045 + 0.0017481 * 0.955) * (1 + 74.0756 * 0.0694835) = 0.0466694 * 6.147031 = 0.28688
# E. UMa, 3.5 GHz, h_BS 25, h_UT 1.5, d2D 10.
#    d3D = sqrt(652.25) = 25.5392, log 1.407207: PL1 = 28 + 30.9586 + 10.8814 = 69.840
#    PL' = 13.54 + 54.9936 + 10.8814 = 79.415; P = 1
# F. RMa, 0.7 GHz, h_BS 35, h_UT 1.5, h 50, W 20, d2D 500: both min() at their limits, since 0.03 * 50^1.72
#    = 0.03 * 836.2 = 25.1 > 10 and 0.044 * 836.2 = 36.8 > 14.77.
#    d3D = sqrt(251122.25) = 501.1210, log 2.699943
#    PL1 = 20 log(125.6637 * 501.1210 * 0.7 / 3 = 14693.6) + 10 * 2.699943 - 14.77 + 0.002 * 1.698970 * 501.1210
#        = 83.3426 + 26.9994 - 14.77 + 1.7028 = 97.275
#    PL' = 161.04 - 9.2373 + 7.5 * 1.698970 - (24.37 - 3.7 * 2500 / 1225) * 1.544068
#          + 38.633389 * (2.699943 - 3) - 3.0980 + 0.0009
#        = 161.04 - 9.2373 + 12.7423 - 25.9698 - 11.5922 - 3.0980 + 0.0009 = 123.886
#    P   = exp(-0.49) = 0.61263; before the breakpoint: sigma 4
HAND = (
    ("umi", "3.5", "10", "1.5", "5", "20", "100", "0.23099", "85.314", "104.644", "4", "7.82", "A"),
    ("uma", "3.5", "25", "1.5", "5", "20", "1000", "0.01800", "109.412", "141.666", "4", "6", "B"),
    ("rma", "0.7", "35", "1.5", "5", "20", "1000", "0.37158", "93.382", "116.445", "6", "8", "C"),
    ("uma", "2.6", "25", "22.5", "5", "20", "400", "0.28688", "93.545", "110.928", "4", "6", "D"),
    ("uma", "3.5", "25", "1.5", "5", "20", "10", "1", "69.840", "79.415", "4", "6", "E"),
    ("rma", "0.7", "35", "1.5", "50", "20", "500", "0.61263", "97.275", "123.886", "4", "8", "F"),
)
HAND_TOLERANCE = D("0.002")

# 1e-9 dB: double arithmetic errs by under 1e-12 here, and no constant of the tables has a tenth decimal.
TOLERANCE = "1e-9"


def main():
    print(
        "scenario,freq_ghz,h_bs_m,h_ut_m,building_height_m,street_width_m,d2d_m,"
        "los_probability,los_db,nlos_db,los_sigma_db,nlos_sigma_db,tolerance,source"
    )
    for *inputs, why in CASES:
        p, los, nlos, los_sigma, nlos_sigma = expected(*inputs)
        fields = [inputs[0]] + [str(x) for x in inputs[1:]]
        fields += [f"{x:.15f}" for x in (p, los, nlos)] + [str(los_sigma), str(nlos_sigma), TOLERANCE]
        print(",".join(fields + ["tables 7.4.1-1 and 7.4.2-1" + (": " + why if why else "")]))
    for *row, letter in HAND:
        print(",".join(row + [str(HAND_TOLERANCE), f"worked by hand: {letter} in make_tr38901.py"]))


if __name__ == "__main__":
    main()
