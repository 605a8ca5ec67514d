#include "base/pch.hpp"
