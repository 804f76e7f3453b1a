/** @file htscover.h  All of the library. */
#ifndef HTSCOVER_HTSCOVER_H
#define HTSCOVER_HTSCOVER_H

#include <htscover/antenna.h>
#include <htscover/clutter.h>
#include <htscover/coverage.h>
#include <htscover/crs.h>
#include <htscover/entry.h>
#include <htscover/error.h>
#include <htscover/fiber.h>
#include <htscover/fiber_gap.h>
#include <htscover/fiber_reach.h>
#include <htscover/finding.h>
#include <htscover/grid.h>
#include <htscover/input.h>
#include <htscover/line_net.h>
#include <htscover/link.h>
#include <htscover/p1812.h>
#include <htscover/path.h>
#include <htscover/population.h>
#include <htscover/progress.h>
#include <htscover/project.h>
#include <htscover/propagation.h>
#include <htscover/rate.h>
#include <htscover/ratio.h>
#include <htscover/reach.h>
#include <htscover/refractivity.h>
#include <htscover/report.h>
#include <htscover/roads.h>
#include <htscover/site.h>
#include <htscover/siting.h>
#include <htscover/subscription.h>
#include <htscover/sweep.h>
#include <htscover/terrain.h>
#include <htscover/village.h>
#include <htscover/zone.h>

#endif
