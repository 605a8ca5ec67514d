#include "forms/upload_limits.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

UploadLimits limits_of(std::string accept, std::string next, std::string label = "Logo") {
    Control control;
    control.accept = std::move(accept);
    control.labels.for_ = std::move(label);
    control.labels.next = std::move(next);
    return upload_limits(control);
}

TEST(UploadLimits, ReadsWhatTheControlAndItsTextsSay) {
    EXPECT_THAT(limits_of(".jpg,.jpeg,.png", "").formats, ElementsAre("jpeg", "png"));
    EXPECT_THAT(limits_of("image/webp", "").formats, ElementsAre("webp"));
    EXPECT_THAT(limits_of("image/*", "").formats, IsEmpty());
    EXPECT_THAT(limits_of("image/*", "JPG or PNG, max. 2 MB").formats, ElementsAre("jpeg", "png"));
    EXPECT_EQ(limits_of("", "JPG or PNG, max. 2 MB").bytes_max, 2'000'000u);
    EXPECT_EQ(limits_of("", "Taille maximale : 1,5 Mo").bytes_max, 1'500'000u);
    EXPECT_EQ(limits_of("", "", "Logo (max 500KB)").bytes_max, 500'000u);
    EXPECT_EQ(limits_of("", "Minimum size 300x200 px").width_min, 300);
    EXPECT_EQ(limits_of("", "Minimum size 300x200 px").height_min, 200);
    EXPECT_EQ(limits_of("", "at most 800 x 600").width_max, 800);
    EXPECT_EQ(limits_of("", "Recommended: 300x300"), UploadLimits{});
}

TEST(UploadLimits, SaysWhyAPictureDoesNotFit) {
    const UploadLimits limits{{"png"}, 1000, 100, 100, 400, 0};
    EXPECT_EQ(misfit(limits, "png", 1000, 100, 900), "");
    EXPECT_NE(misfit(limits, "jpeg", 1000, 100, 100), "");
    EXPECT_NE(misfit(limits, "png", 1001, 100, 100), "");
    EXPECT_NE(misfit(limits, "png", 1000, 99, 100), "");
    EXPECT_NE(misfit(limits, "png", 1000, 401, 100), "");
}

} // namespace
} // namespace bolt::forms
