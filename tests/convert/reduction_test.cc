#include "convert/reduction.h"

#include <gtest/gtest.h>

namespace dropset {
namespace {

// decisions.md: a label of score 0 says that the image does not show it.
TEST(Reduction, LabelsOfScoreZeroAreKeptOnlyWhereScoresAre) {
  Format target;
  target.id = "t";
  target.title = "T";
  target.writes.annotations = 1u << static_cast<int>(AnnotationType::kLabel);
  for (bool holds_scores : {false, true}) {
    target.writes.score = holds_scores;
    Item item;
    item.subset = "default";
    for (double score : {0.0, 0.5}) {
      Annotation& label = item.annotations.emplace_back();
      label.attributes.has_score = true;
      label.attributes.score = score;
    }
    Report report;
    Reduction(target, {}, {}, report).ReduceItem(item);
    EXPECT_EQ(item.annotations.size(), holds_scores ? 2u : 1u);
    EXPECT_EQ(report.lines().empty(), holds_scores);
    if (!holds_scores) {
      EXPECT_EQ(report.lines()[0].code, "negative-label-dropped");
    }
  }
}

TEST(Reduction, IdsAreCountedWhereTheyAreDropped) {
  Format target;
  target.writes.annotations = 1u << static_cast<int>(AnnotationType::kLabel);
  target.writes.ids = false;
  Item item;
  item.subset = "default";
  item.image_id = 7;
  item.annotations.emplace_back().id = 3;
  item.annotations.emplace_back();
  Report report;
  Reduction(target, {}, {}, report).ReduceItem(item);
  ASSERT_EQ(report.lines().size(), 2u);
  EXPECT_EQ(report.lines()[0].count, 1u);
  EXPECT_EQ(report.lines()[1].count, 1u);
}

}  // namespace
}  // namespace dropset
