#include "report/xml.h"

#include <string.h>

void htsc__xml_text(FILE *out, const char *text) {
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (strchr("<>&\"'", *c) != NULL)
            fprintf(out, "&#%d;", *c);
        else if (c[0] == 0xef && c[1] == 0xbf && (c[2] == 0xbe || c[2] == 0xbf))
            c += 2;
        else if (*c >= 0x20)
            fputc(*c, out);
    }
}
