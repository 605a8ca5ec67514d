#pragma once
// Only for this room: GMime's objects with an owner.
#include <gmime/gmime.h>
#include <memory>

namespace bolt::mail {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

/// Must be called before any other of GMime's functions; any thread.
inline void start_gmime() {
    static const bool started = [] {
        g_mime_init();
        return true;
    }();
    (void)started;
}

} // namespace bolt::mail
