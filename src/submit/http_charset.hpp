#pragma once
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bolt::submit {

/// A character encoding of the WHATWG Encoding standard, by ICU.
class Charset {
  public:
    static Charset utf8() { return {"UTF-8", ""}; }
    /// The encoding that a label ("latin1", "x-sjis") means; nullopt for a label that means none, or one that
    /// is not supported here (ISO-2022-JP, the replacement encoding, x-mac-*, ...). UTF-16 is read as UTF-8,
    /// as in a form.
    static std::optional<Charset> of_label(std::string_view label);

    /// As the standard writes it: "UTF-8", "windows-1252", "Shift_JIS".
    const std::string& name() const { return name_; }
    /// To valid UTF-8; what is ill-formed becomes U+FFFD.
    std::string decode(std::string_view bytes) const;
    /// From UTF-8, as a form is encoded: a character that the encoding lacks becomes "&#N;".
    std::string encode(std::string_view utf8) const;

  private:
    Charset(std::string name, std::string converter)
        : name_(std::move(name)), converter_(std::move(converter)) {}
    std::string name_;
    std::string converter_; ///< ICU's name; "" for UTF-8
};

/// The encoding of an HTML document: byte order mark, Content-Type header, <meta> within the first 1024
/// bytes. conflict where that does not tell (a browser would guess) or the encoding is not supported. ASCII
/// needs no label.
Result<Charset> document_charset(std::string_view bytes, std::string_view content_type);

} // namespace bolt::submit
