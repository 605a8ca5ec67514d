#include "submit/http_charset.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <array>
#include <re2/re2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace bolt::submit {
namespace {

struct Known {
    const char* name;      ///< the standard's
    const char* converter; ///< ICU's
    const char* labels;    ///< separated by blanks
};
// Source: WHATWG Encoding standard, "Names and labels". gb2312 and gbk decode as gb18030 there.
constexpr std::array<Known, 24> kKnown = {{
    {"UTF-8", "",
     "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 "
     "utf-16 utf-16le utf-16be unicode ucs-2 csunicode iso-10646-ucs-2 unicodefeff unicodefffe"},
    {"windows-1252", "windows-1252",
     "windows-1252 iso-8859-1 latin1 ascii us-ascii iso8859-1 iso88591 iso_8859-1 l1 cp1252 "
     "x-cp1252 cp819 ibm819 csisolatin1 iso-ir-100 ansi_x3.4-1968 iso_8859-1:1987"},
    {"windows-1250", "windows-1250", "windows-1250 cp1250 x-cp1250"},
    {"windows-1251", "windows-1251", "windows-1251 cp1251 x-cp1251"},
    {"windows-1253", "windows-1253", "windows-1253 cp1253 x-cp1253"},
    {"windows-1254", "windows-1254",
     "windows-1254 iso-8859-9 latin5 iso8859-9 iso88599 iso_8859-9 l5 cp1254 x-cp1254 "
     "csisolatin5 iso-ir-148 iso_8859-9:1989"},
    {"windows-1255", "windows-1255", "windows-1255 cp1255 x-cp1255"},
    {"windows-1256", "windows-1256", "windows-1256 cp1256 x-cp1256"},
    {"windows-1257", "windows-1257", "windows-1257 cp1257 x-cp1257"},
    {"windows-1258", "windows-1258", "windows-1258 cp1258 x-cp1258"},
    {"windows-874", "windows-874", "windows-874 tis-620 iso-8859-11 iso8859-11 iso885911 dos-874"},
    {"ISO-8859-2", "iso-8859-2", "iso-8859-2 latin2 iso8859-2 iso88592 iso_8859-2 l2 csisolatin2 iso-ir-101"},
    {"ISO-8859-5", "iso-8859-5", "iso-8859-5 cyrillic iso8859-5 iso88595 iso_8859-5 iso-ir-144"},
    {"ISO-8859-7", "iso-8859-7", "iso-8859-7 greek greek8 iso8859-7 iso88597 iso_8859-7 elot_928 ecma-118"},
    {"ISO-8859-13", "iso-8859-13", "iso-8859-13 iso8859-13 iso885913"},
    {"ISO-8859-15", "iso-8859-15", "iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 csisolatin9"},
    {"KOI8-R", "koi8-r", "koi8-r koi8 koi koi8_r cskoi8r"},
    {"KOI8-U", "koi8-u", "koi8-u koi8-ru"},
    {"GBK", "windows-936", "gbk gb2312 gb_2312 gb_2312-80 x-gbk chinese csgb2312 iso-ir-58"},
    {"gb18030", "gb18030", "gb18030"},
    {"Big5", "windows-950", "big5 big5-hkscs cn-big5 csbig5 x-x-big5"},
    {"EUC-JP", "euc-jp", "euc-jp x-euc-jp cseucpkdfmtjapanese"},
    {"Shift_JIS", "ibm-943_P15A-2003",
     "shift_jis shift-jis sjis x-sjis windows-31j ms_kanji ms932 csshiftjis"},
    {"EUC-KR", "windows-949",
     "euc-kr korean windows-949 cseuckr ksc5601 ksc_5601 ks_c_5601-1987 ks_c_5601-1989"},
}};

std::string plain(std::string_view label) {
    std::string out;
    for (const char c : label)
        if (std::isspace(static_cast<unsigned char>(c)) == 0)
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

bool lists(std::string_view labels, std::string_view label) {
    for (std::size_t at = 0; at < labels.size();) {
        const auto end = std::min(labels.find(' ', at), labels.size());
        if (labels.substr(at, end - at) == label) return true;
        at = end + 1;
    }
    return false;
}

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(const std::string& name) {
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(name.c_str(), &status));
    if (U_SUCCESS(status))
        ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_ESCAPE, UCNV_ESCAPE_XML_DEC, nullptr,
                              nullptr, &status);
    if (U_FAILURE(status)) converter.reset();
    return converter;
}

} // namespace

std::optional<Charset> Charset::of_label(std::string_view label) {
    const auto wanted = plain(label);
    if (wanted.empty()) return std::nullopt;
    for (const auto& known : kKnown) {
        if (!lists(known.labels, wanted)) continue;
        if (*known.converter != '\0' && !open_converter(known.converter)) return std::nullopt;
        return Charset(known.name, known.converter);
    }
    return std::nullopt;
}

std::string Charset::decode(std::string_view bytes) const {
    if (converter_.empty()) {
        if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
        return to_valid_utf8(bytes);
    }
    const auto converter = open_converter(converter_);
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), status);
    std::string out;
    text.toUTF8String(out);
    return to_valid_utf8(out);
}

std::string Charset::encode(std::string_view utf8) const {
    const bool ascii = std::ranges::all_of(utf8, [](unsigned char c) { return c < 0x80; });
    if (converter_.empty() || ascii) return std::string(utf8);
    const auto converter = open_converter(converter_);
    const auto text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<int32_t>(utf8.size())});
    UErrorCode status = U_ZERO_ERROR;
    // The longest that one UTF-16 unit can become is "&#1114111;".
    std::string out(static_cast<std::size_t>(text.length()) * 10 + 16, '\0');
    const auto size = text.extract(out.data(), static_cast<int32_t>(out.size()), converter.get(), status);
    out.resize(U_SUCCESS(status) ? static_cast<std::size_t>(size) : 0);
    return out;
}

Result<Charset> document_charset(std::string_view bytes, std::string_view content_type) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return Charset::utf8();
    if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE"))
        return fail(ErrorCode::conflict, "the page is in UTF-16");
    const auto known = [](const std::string& label) -> Result<Charset> {
        if (auto charset = Charset::of_label(label)) return std::move(*charset);
        return fail(ErrorCode::conflict,
                    fmt::format("the page's encoding \"{}\" is not read here", label.substr(0, 40)));
    };
    static const re2::RE2 in_header("(?i);\\s*charset\\s*=\\s*\"?([^\\s\";]+)");
    static const re2::RE2 in_meta("(?is)<meta\\s[^>]*charset\\s*=\\s*[\"']?\\s*([^\\s\"'/>;]+)");
    std::string label;
    if (re2::RE2::PartialMatch(re2::StringPiece(content_type.data(), content_type.size()), in_header, &label))
        return known(label);
    const auto head = bytes.substr(0, 1024);
    if (re2::RE2::PartialMatch(re2::StringPiece(head.data(), head.size()), in_meta, &label))
        return known(label);
    // What a browser takes without a label depends on its language.
    if (std::ranges::any_of(bytes, [](unsigned char c) { return c >= 0x80; }))
        return fail(ErrorCode::conflict, "the page does not tell its encoding");
    return known("windows-1252");
}

} // namespace bolt::submit
