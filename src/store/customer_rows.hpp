#pragma once
// Only for this room: between a customer's row and the profile that the other rooms see.
#include "store/rows.hpp"

#define BOLT_CUSTOMER_COLUMNS                                                                                \
    "c.business_name, c.first_name, c.last_name, c.email, c.phone, c.website, c.address, c.city, c.state, "  \
    "c.zip, "                                                                                                \
    "c.country, c.description, c.category, c.business_data"

namespace bolt::store {

/// The profile of a row with BOLT_CUSTOMER_COLUMNS from `column` on. The columns win over business_data,
/// because they are what a person changes by hand; what breaks a bound of read_profile() is left out.
BusinessProfile read_customer(const Rows& rows, std::size_t row, std::size_t column);

/// `base` with every non-empty field of `over`.
BusinessProfile overlay(BusinessProfile base, const BusinessProfile& over);

} // namespace bolt::store
