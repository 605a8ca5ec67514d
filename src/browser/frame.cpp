#include "base/encoding.hpp"
#include "browser/connection.hpp"
#include "browser/page.hpp"

#include <fmt/format.h>

namespace bolt::browser {
namespace {

const char* wire_name(WaitUntil until) {
    switch (until) {
    case WaitUntil::commit:
        return "commit";
    case WaitUntil::document:
        return "domcontentloaded";
    case WaitUntil::load:
        return "load";
    case WaitUntil::network_idle:
        return "networkidle";
    }
    return "load";
}

const char* wire_name(ElementState state) {
    switch (state) {
    case ElementState::attached:
        return "attached";
    case ElementState::detached:
        return "detached";
    case ElementState::visible:
        return "visible";
    case ElementState::hidden:
        return "hidden";
    }
    return "visible";
}

json::object on(std::string selector) { return {{"selector", std::move(selector)}, {"strict", true}}; }

json::object on(std::string selector, const ActionOptions& options) {
    auto params = on(std::move(selector));
    if (options.force) params["force"] = true;
    return params;
}

// Wraps a function so that only a string comes back, whatever the page has done to its built-ins:
// "=" and the value as JSON, or "!" and what was thrown. Old libraries define toJSON on arrays and strings,
// which would change the JSON; a lone surrogate (half an emoji) would make it unreadable.
constexpr std::string_view wrapper = R"js(async () => {
  const describe = e => { try { return String(e && e.message || e).slice(0, 1000) } catch { return "unknown" } };
  const saved = [];
  try {
    const value = await ({function})({argument});
    for (const type of [Array, String, Number, Boolean, Object]) {
      const own = Object.getOwnPropertyDescriptor(type.prototype, "toJSON");
      if (own && delete type.prototype.toJSON) saved.push([type.prototype, own]);
    }
    let text = JSON.stringify(value);
    if (/\\u[dD][89a-fA-F]/.test(text))
      text = JSON.stringify(value, (key, v) => typeof v === "string" ? v.toWellFormed() : v);
    return "=" + (text === undefined ? "null" : text);
  } catch (e) { return "!" + describe(e) }
  finally { for (const [owner, own] of saved) Object.defineProperty(owner, "toJSON", own) }
})js";

std::string wrapped(std::string_view function, const json::value& argument) {
    const auto replace = [](std::string text, std::string_view mark, std::string_view by) {
        return text.replace(text.find(mark), mark.size(), by);
    };
    // JSON is a subset of JavaScript, so the argument can stand in the source.
    return replace(replace(std::string(wrapper), "{argument}", json::serialize(argument)), "{function}",
                   function);
}

BrowserResult<json::value> unwrapped(const json::object& result) {
    const auto* value = result.if_contains("value");
    const auto text = value == nullptr ? std::string{} : get_string(*value, "s");
    if (text.starts_with('!')) return browser_fail(Failure::script, "evaluate: " + text.substr(1));
    if (!text.starts_with('=')) return browser_fail(Failure::script, "evaluate: the page changed the result");
    auto parsed = parse_json(std::string_view(text).substr(1));
    if (!parsed)
        return browser_fail(Failure::script, "evaluate: the result is unreadable: " + parsed.error().message);
    return std::move(*parsed);
}

Async<BrowserResult<json::value>> evaluated(Async<BrowserResult<json::object>> reply) {
    auto result = co_await std::move(reply);
    if (!result) co_return forward(result);
    co_return unwrapped(*result);
}

Frame::Done done(Async<BrowserResult<json::object>> reply) {
    auto result = co_await std::move(reply);
    if (!result) co_return forward(result);
    co_return BrowserResult<void>{};
}

Async<BrowserResult<std::string>> string_value(Async<BrowserResult<json::object>> reply) {
    auto result = co_await std::move(reply);
    if (!result) co_return forward(result);
    co_return get_string(*result, "value");
}

Async<BrowserResult<std::int64_t>> int_value(Async<BrowserResult<json::object>> reply) {
    auto result = co_await std::move(reply);
    if (!result) co_return forward(result);
    co_return get_int(*result, "value");
}

Async<BrowserResult<std::vector<std::string>>> string_list(Async<BrowserResult<json::object>> reply) {
    auto result = co_await std::move(reply);
    if (!result) co_return forward(result);
    std::vector<std::string> out;
    if (const auto* values = result->if_contains("values"); values != nullptr && values->is_array())
        for (const auto& value : values->get_array())
            if (value.is_string()) out.emplace_back(value.get_string());
    co_return out;
}

Async<BrowserResult<Navigation>> navigated(std::shared_ptr<Connection> connection,
                                           Async<BrowserResult<json::object>> reply) {
    auto result = co_await std::move(reply);
    if (!result) co_return forward(result);
    Navigation navigation;
    const auto* reference = result->if_contains("response");
    const auto* response =
        reference == nullptr ? nullptr : connection->find_object(get_string(*reference, "guid"));
    if (response != nullptr) {
        const auto& facts = response->initializer;
        navigation.status = static_cast<int>(get_int(facts, "status"));
        navigation.url = get_string(facts, "url");
        if (const auto* headers = facts.if_contains("headers")) {
            navigation.retry_after = get_string(*headers, "retry-after");
            navigation.content_type = get_string(*headers, "content-type");
        }
    }
    co_return navigation;
}

} // namespace

// The calls are no coroutines themselves: what they start owns all it needs, so a temporary Frame may die
// early.
Async<BrowserResult<json::object>> Frame::call(std::string method, json::object params,
                                               std::chrono::milliseconds timeout) const {
    return connection_->call(id_, std::move(method), std::move(params), timeout);
}

Frame::Done Frame::act(std::string method, json::object params, std::chrono::milliseconds timeout) const {
    return done(call(std::move(method), std::move(params), timeout));
}

std::string Frame::url() const {
    const auto* object = connection_->find_object(id_);
    return object == nullptr ? "" : get_string(object->initializer, "url");
}

std::string Frame::name() const {
    const auto* object = connection_->find_object(id_);
    return object == nullptr ? "" : get_string(object->initializer, "name");
}

std::string Frame::parent() const {
    const auto* object = connection_->find_object(id_);
    const auto* reference = object == nullptr ? nullptr : object->initializer.if_contains("parentFrame");
    return reference == nullptr ? "" : get_string(*reference, "guid");
}

Async<BrowserResult<Navigation>> Frame::go(std::string url, WaitUntil until,
                                           std::chrono::milliseconds timeout) const {
    return navigated(connection_,
                     call("goto", {{"url", std::move(url)}, {"waitUntil", wire_name(until)}}, timeout));
}

Frame::Done Frame::set_content(std::string html, ActionOptions options) const {
    return act("setContent", {{"html", std::move(html)}, {"waitUntil", wire_name(WaitUntil::load)}},
               options.timeout);
}

Frame::Done Frame::fill(std::string selector, std::string value, ActionOptions options) const {
    auto params = on(std::move(selector), options);
    params["value"] = std::move(value);
    return act("fill", std::move(params), options.timeout);
}

Frame::Done Frame::type(std::string selector, std::string text, std::chrono::milliseconds delay,
                        ActionOptions options) const {
    auto params = on(std::move(selector));
    params["text"] = std::move(text);
    params["delay"] = delay.count();
    return act("type", std::move(params), options.timeout);
}

Frame::Done Frame::check(std::string selector, ActionOptions options) const {
    return act("check", on(std::move(selector), options), options.timeout);
}

Frame::Done Frame::uncheck(std::string selector, ActionOptions options) const {
    return act("uncheck", on(std::move(selector), options), options.timeout);
}

Async<BrowserResult<std::vector<std::string>>> Frame::select_option(std::string selector,
                                                                    std::vector<std::string> values_or_labels,
                                                                    ActionOptions options) const {
    auto params = on(std::move(selector), options);
    json::array wanted;
    for (auto& text : values_or_labels) wanted.push_back(json::object{{"valueOrLabel", std::move(text)}});
    params["options"] = std::move(wanted);
    return string_list(call("selectOption", std::move(params), options.timeout));
}

Frame::Done Frame::set_input_files(std::string selector, std::vector<std::string> paths,
                                   ActionOptions options) const {
    auto params = on(std::move(selector));
    params["localPaths"] = json::value_from(paths);
    return act("setInputFiles", std::move(params), options.timeout);
}

Frame::Done Frame::set_input_file(std::string selector, std::string name, std::string mime_type,
                                  std::string_view bytes, ActionOptions options) const {
    auto params = on(std::move(selector));
    params["payloads"] = json::array{
        {{"name", std::move(name)}, {"mimeType", std::move(mime_type)}, {"buffer", base64(bytes)}}};
    return act("setInputFiles", std::move(params), options.timeout);
}

Frame::Done Frame::click(std::string selector, ActionOptions options) const {
    return act("click", on(std::move(selector), options), options.timeout);
}

Frame::Done Frame::press(std::string selector, std::string key, ActionOptions options) const {
    auto params = on(std::move(selector));
    params["key"] = std::move(key);
    return act("press", std::move(params), options.timeout);
}

Frame::Done Frame::wait_for(std::string selector, ElementState state, ActionOptions options) const {
    auto params = on(std::move(selector));
    params["state"] = wire_name(state);
    params["omitReturnValue"] = true;
    return act("waitForSelector", std::move(params), options.timeout);
}

Async<BrowserResult<std::string>> Frame::text_content(std::string selector, ActionOptions options) const {
    return string_value(call("textContent", on(std::move(selector)), options.timeout));
}

Async<BrowserResult<std::int64_t>> Frame::count(std::string selector) const {
    return int_value(call("queryCount", {{"selector", std::move(selector)}}, std::chrono::seconds{10}));
}

Async<BrowserResult<std::string>> Frame::content(ActionOptions options) const {
    return string_value(call("content", {}, options.timeout));
}

Async<BrowserResult<json::value>> Frame::evaluate(std::string function, json::value argument,
                                                  std::chrono::milliseconds timeout) const {
    json::object nothing{{"value", {{"v", "undefined"}}}, {"handles", json::array{}}};
    return evaluated(
        call("evaluateExpression",
             {{"expression", wrapped(function, argument)}, {"isFunction", true}, {"arg", nothing}}, timeout));
}

} // namespace bolt::browser
