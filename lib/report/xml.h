#ifndef HTSC_REPORT_XML_H
#define HTSC_REPORT_XML_H

#include <stdio.h>

/* Text as content or attribute of XML: what markup has a use for is written as references, what XML 1.0 cannot hold
 * (control characters, U+FFFE, U+FFFF) is left out. */
void htsc__xml_text(FILE *out, const char *text);

#endif
