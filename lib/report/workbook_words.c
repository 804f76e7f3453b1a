/* What codes of the tables and keys of the method mean, for people. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/workbook.h"

typedef struct meaning {
    const char *key, *word; /* column, and what stands in it */
    htsc__phrase phrase;
} meaning;

/* clang-format off */
static const meaning words[] = {
    {"class", "none", {"không có sóng", "no signal"}},
    {"class", "weak", {"sóng yếu", "weak signal"}},
    {"class", "good", {"sóng tốt", "good signal"}},
    {"name", "Ngoài các thôn", {"Ngoài các thôn", "Outside the villages"}},
    {"name", "Tổng", {"Tổng", "Total"}},
    {"region_name", "Ngoài các thôn", {"Ngoài các thôn", "Outside the villages"}},
    {"region_name", "Tổng", {"Tổng", "Total"}},
    {"layer", "operator", {"từng nhà mạng", "operator"}},
    {"layer", "maximum", {"nhà mạng phủ nhiều nhất", "maximum over operators"}},
    {"layer", "union", {"gộp các nhà mạng", "any operator"}},
    {"question", "fiber", {"cáp quang", "fibre"}},
    {"status", "on_air", {"đang phát sóng", "on air"}},
    {"status", "planned", {"dự kiến", "planned"}},
    {"status", "off", {"ngừng phát sóng", "off"}},
    {"placement", "aerial", {"treo", "aerial"}},
    {"placement", "buried", {"chôn trực tiếp", "buried"}},
    {"placement", "duct", {"trong cống bể", "duct"}},
    {"placement", "submarine", {"dưới nước", "submarine"}},
    {"severity", "error", {"từ chối", "refused"}},
    {"severity", "anomaly", {"giữ, cần xem lại", "kept, look at it"}},
    {"severity", "repair", {"giữ sau khi sửa", "kept after a repair"}},
    {"kind", "zero_length", {"bỏ: không có chiều dài", "dropped: no length"}},
    {"kind", "duplicate", {"bỏ: trùng tuyến khác", "dropped: runs with another"}},
    {"kind", "merged", {"nối với đoạn tiếp theo", "merged with its continuation"}},
    {"kind", "reversed", {"đảo chiều để nối", "turned round to be merged"}},
    {"kind", "overshoot", {"cắt đầu thừa", "overshooting end cut back"}},
    {"kind", "end_to_end", {"dời đầu đến đầu tuyến kia", "end moved onto an end"}},
    {"kind", "end_to_line", {"dời đầu đến thân tuyến kia", "end moved onto a line"}},
    {"kind", "self_touch", {"tạo nút nơi tuyến tự chạm", "node where the line touches itself"}},
    {"kind", "gap", {"để hở", "left open"}},
    {"value", "vertical", {"đứng", "vertical"}},
    {"value", "horizontal", {"ngang", "horizontal"}},
    {"value", "none", {"không", "none"}},
    {"value", "auto", {"tự động", "automatic"}},
    {"value", "roads", {"dọc theo đường", "along roads"}},
    {"value", "straight", {"đường thẳng", "straight"}},
    {"value", "ITU-R P.2109-2 traditional", {"ITU-R P.2109-2, nhà truyền thống", "ITU-R P.2109-2, traditional"}},
    {"value", "ITU-R P.2109-2 thermally efficient", {"ITU-R P.2109-2, nhà cách nhiệt", "ITU-R P.2109-2, thermally efficient"}},
    {"value", "water", {"mặt nước", "water"}},
    {"value", "open", {"đất trống", "open"}},
    {"value", "suburban", {"dân cư thưa", "suburban"}},
    {"value", "trees", {"cây cối", "trees"}},
    {"value", "dense_urban", {"đô thị dày", "dense urban"}},
    {"role", "commune", {"ranh giới xã", "outline of the commune"}},
    {"role", "villages", {"thôn", "villages"}},
    {"role", "population", {"dân cư", "population"}},
    {"role", "population_raster", {"dân cư (ảnh lưới)", "population raster"}},
    {"role", "sites", {"trạm gốc", "base stations"}},
    {"role", "antenna", {"mẫu bức xạ anten", "antenna pattern"}},
    {"role", "fiber_routes", {"tuyến cáp quang", "fibre routes"}},
    {"role", "access_points", {"điểm truy nhập", "access points"}},
    {"role", "olts", {"OLT", "OLTs"}},
    {"role", "ofds_nodes", {"OFDS: nút mạng", "OFDS nodes"}},
    {"role", "ofds_spans", {"OFDS: đoạn cáp", "OFDS spans"}},
    {"role", "roads", {"đường giao thông", "roads"}},
    {"role", "subscriptions", {"thuê bao", "subscriptions"}},
    {"role", "terrain", {"địa hình", "terrain"}},
    {"role", "land_cover", {"lớp phủ mặt đất", "land cover"}},
    {"role", "n0", {"bản đồ N0", "map of N0"}},
    {"role", "delta_n", {"bản đồ DN", "map of DN"}}};

static const struct {
    const char *key;
    htsc__phrase phrase;
} keys[] = {
    {"method", {"Phương pháp vô tuyến", "Radio method"}},
    {"fiber", {"Cáp quang", "Fibre"}},
    {"findings", {"Lỗi số liệu đầu vào", "Findings in the inputs"}},
    {"name", {"tên", "name"}},
    {"count", {"số lượng", "number"}},
    {"source", {"nguồn", "source"}},
    {"model", {"mô hình truyền sóng", "propagation model"}},
    {"model_source", {"tài liệu của mô hình", "source of the model"}},
    {"max_distance_m", {"khoảng cách tính xa nhất, m", "greatest distance computed, m"}},
    {"building_height_m", {"chiều cao nhà, m", "height of buildings, m"}},
    {"street_width_m", {"chiều rộng phố, m", "width of streets, m"}},
    {"profile_step_m", {"bước mặt cắt địa hình, m", "step of the profile, m"}},
    {"time_pct", {"phần trăm thời gian, %", "share of time, %"}},
    {"delta_n", {"ΔN, đơn vị N/km", "ΔN, N-units/km"}},
    {"n0", {"N0, đơn vị N", "N0, N-units"}},
    {"mid_latitude_deg", {"vĩ độ giữa đường truyền, độ", "latitude of mid-path, degrees"}},
    {"polarization", {"phân cực", "polarization"}},
    {"location_sigma_db", {"độ lệch chuẩn theo vị trí, dB", "standard deviation over places, dB"}},
    {"location_resolution_m", {"cạnh ô tính độ lệch vị trí, m", "square of the deviation over places, m"}},
    {"terminal_clutter", {"vật cản quanh máy thu", "clutter at the receiver"}},
    {"receiver_gap_m", {"đoạn không có vật cản trước máy thu, m", "stretch without clutter before the receiver, m"}},
    {"location_probability_frac", {"xác suất vị trí", "location probability"}},
    {"receiver_height_agl_m", {"độ cao máy thu, m", "height of the receiver, m"}},
    {"resolution_m", {"độ phân giải, m", "resolution, m"}},
    {"body_loss_db", {"suy hao do người, dB", "body loss, dB"}},
    {"entry_loss_db", {"suy hao vào nhà, dB", "building entry loss, dB"}},
    {"building_entry", {"mô hình vào nhà", "model of building entry"}},
    {"rate", {"tốc độ dữ liệu", "data rate"}},
    {"load_frac", {"tải của ô lân cận", "load of neighbouring cells"}},
    {"noise_figure_db", {"hệ số tạp âm, dB", "noise figure, dB"}},
    {"max_efficiency_bps_hz", {"hiệu suất phổ cao nhất, bit/s/Hz", "highest spectral efficiency, bit/s/Hz"}},
    {"attenuation_frac", {"hệ số suy giảm so với Shannon", "attenuation from Shannon's bound"}},
    {"sinr_min_db", {"SINR thấp nhất, dB", "lowest SINR, dB"}},
    {"terrain", {"địa hình", "terrain"}},
    {"files_count", {"số tệp", "files"}},
    {"pixels_count", {"số điểm ảnh", "pixels"}},
    {"voids_count", {"số điểm ảnh không có giá trị", "pixels without value"}},
    {"filled_count", {"số điểm ảnh được lấp", "pixels filled"}},
    {"pixel_size_m", {"cỡ điểm ảnh, m", "size of a pixel, m"}},
    {"land_cover", {"lớp phủ mặt đất", "land cover"}},
    {"fallback_count", {"số điểm ảnh không có trong bảng lớp", "pixels not in the table of classes"}},
    {"fallback_pct", {"điểm ảnh không có trong bảng lớp, %", "pixels not in the table of classes, %"}},
    {"classes", {"lớp", "class"}},
    {"code", {"mã lớp", "code"}},
    {"category", {"loại vật cản", "category of clutter"}},
    {"height_m", {"chiều cao, m", "height, m"}},
    {"sigma_db", {"độ lệch chuẩn, dB", "standard deviation, dB"}},
    {"max_drop_m", {"dây thuê bao dài nhất, m", "longest drop, m"}},
    {"gigabit_above_mbps", {"trên 1 Gb/s là trên, Mb/s", "more than 1 Gb/s is above, Mb/s"}},
    {"simplify_m", {"dịch chuyển lớn nhất khi làm gọn ranh vùng, m", "greatest shift of simplified outlines, m"}},
    {"min_zone_area_m2", {"diện tích vùng nhỏ nhất được liệt kê, m²", "smallest zone listed, m²"}},
    {"scale_to_declared", {"hiệu chỉnh theo số khai báo của thôn", "scaled to declared totals of villages"}},
    {"technologies", {"công nghệ", "technology"}},
    {"technology", {"công nghệ", "technology"}},
    {"covered_dbm", {"ngưỡng phủ sóng, dBm", "covered from, dBm"}},
    {"good_dbm", {"ngưỡng sóng tốt, dBm", "good from, dBm"}},
    {"reference_offset_db", {"bù mức tín hiệu tham chiếu, dB", "offset of the reference signal, dB"}},
    {"pairs_count", {"số cặp cột và điểm thu", "pairs of mast and point"}},
    {"pairs_outside_validity", {"cặp ngoài phạm vi của mô hình", "pairs outside the model's validity"}},
    {"distance", {"khoảng cách", "distance"}},
    {"frequency", {"tần số", "frequency"}},
    {"tx_height", {"độ cao anten phát", "height of the transmitter"}},
    {"rx_height", {"độ cao máy thu", "height of the receiver"}},
    {"raised_to_free_space", {"nâng lên bằng không gian tự do", "raised to free space"}},
    {"terrain_unknown", {"không có địa hình", "terrain not known"}},
    {"parameters", {"tham số", "parameters"}},
    {"max_off_road_m", {"đi ngoài đường xa nhất, m", "longest way off the road, m"}},
    {"route_step_m", {"bước điểm rẽ trên tuyến, m", "step of points on a route, m"}},
    {"attach_m", {"khoảng gắn vào tuyến, m", "longest way to the route, m"}},
    {"db_per_km", {"suy hao sợi quang, dB/km", "loss of the fibre, dB/km"}},
    {"splices_per_km", {"số mối hàn mỗi km", "splices per km"}},
    {"splice_db", {"suy hao mối hàn, dB", "loss of a splice, dB"}},
    {"connectors", {"số đầu nối", "connectors"}},
    {"connector_db", {"suy hao đầu nối, dB", "loss of a connector, dB"}},
    {"default_splitter_db", {"suy hao bộ chia mặc định, dB", "default loss of splitters, dB"}},
    {"default_budget_db", {"quỹ công suất mặc định, dB", "default budget, dB"}},
    {"margin_db", {"dự phòng, dB", "margin, dB"}},
    {"max_optical_path_km", {"đường quang dài nhất, km", "longest optical path, km"}},
    {"snap_m", {"khoảng bắt đầu tuyến, m", "snapping distance of ends, m"}},
    {"overshoot_m", {"đầu thừa được cắt, m", "overshoot that is cut, m"}},
    {"duplicate_m", {"khoảng cách coi là trùng, m", "distance of duplicates, m"}},
    {"near_miss_m", {"khoảng hở được nêu, m", "gap that is told, m"}},
    {"link_m", {"khoảng cách gộp hộ thành cụm, m", "distance within a cluster, m"}},
    {"outline_m", {"đường bao vùng, m", "outline of zones, m"}},
    {"buildout_max_off_road_m", {"xây ngoài đường xa nhất, m", "longest way off the road when building, m"}},
    {"min_cluster_households", {"cụm nhỏ nhất được liệt kê, hộ", "smallest cluster listed, households"}},
    {"networks", {"số liệu mạng", "networks"}},
    {"routes_count", {"số tuyến cáp", "routes"}},
    {"access_points_count", {"số điểm truy nhập", "access points"}},
    {"olts_count", {"số OLT", "OLTs"}},
    {"roads_count", {"số đoạn đường", "roads"}},
    {"subscriptions_count", {"số dòng thuê bao", "rows of subscriptions"}},
    {"network_changes", {"chỉnh sửa tuyến cáp", "changes of routes"}},
    {"length_m", {"chiều dài, m", "length, m"}},
    {"zones", {"vùng chưa có cáp quang", "zones without fibre"}},
    {"persons", {"số người", "persons"}},
    {"households", {"số hộ", "households"}},
    {"not_listed_count", {"số vùng không liệt kê", "zones not listed"}},
    {"not_listed_persons", {"số người ở vùng không liệt kê", "persons in zones not listed"}},
    {"not_listed_households", {"số hộ ở vùng không liệt kê", "households in zones not listed"}},
    {"buildout", {"cáp quang cần xây", "fibre to build"}},
    {"steps_count", {"số bước", "steps"}},
    {"reached_households_pct", {"hộ tiếp cận khi xây xong, %", "households reached once built, %"}},
    {"antenna_height_agl_m", {"độ cao anten, m", "antenna height, m"}},
    {"azimuth_deg", {"góc phương vị, độ", "azimuth, degrees"}},
    {"h_beamwidth_deg", {"độ rộng búp sóng ngang, độ", "horizontal beamwidth, degrees"}},
    {"v_beamwidth_deg", {"độ rộng búp sóng đứng, độ", "vertical beamwidth, degrees"}},
    {"downtilt_deg", {"góc ngẩng xuống, độ", "downtilt, degrees"}},
    {"freq_mhz", {"tần số, MHz", "frequency, MHz"}},
    {"bandwidth_mhz", {"băng thông, MHz", "bandwidth, MHz"}},
    {"scs_khz", {"khoảng cách sóng mang con, kHz", "subcarrier spacing, kHz"}},
    {"eirp_dbm", {"EIRP, dBm", "EIRP, dBm"}},
    {"status", {"trạng thái", "status"}}};
/* clang-format on */

/* "5G_indoor", "5G_100mbps": a further question about a technology. */
static const char *question_word(htsc_language language, const char *word, char *room) {
    const char *rest = strchr(word, '_');
    if (rest == NULL) return word;
    const int stem = (int)(rest - word), digits = (int)strspn(rest + 1, "0123456789.");
    const bool vi = language == HTSC_LANGUAGE_VI;
    if (strcmp(rest, "_indoor") == 0)
        snprintf(room, HTSC__BOOK_WORD, vi ? "%.*s trong nhà" : "%.*s indoors", stem, word);
    else if (digits > 0 && strcmp(rest + 1 + digits, "mbps") == 0)
        snprintf(room, HTSC__BOOK_WORD, vi ? "%.*s từ %.*s Mb/s" : "%.*s at least %.*s Mb/s", stem, word, digits,
                 rest + 1);
    else
        return word;
    return room;
}

const char *htsc__book_word(htsc_language language, const char *key, const char *word, char *room) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].key, key) == 0 && strcmp(words[i].word, word) == 0)
            return htsc__say(language, words[i].phrase);
    return strcmp(key, "question") == 0 ? question_word(language, word, room) : word;
}

htsc__phrase htsc__book_key(const char *key) {
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i].key, key) == 0) return keys[i].phrase;
    return (htsc__phrase){key, key};
}
