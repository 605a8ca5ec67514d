#pragma once
// The same for test programs, which all include these, too.
#include "base/pch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
