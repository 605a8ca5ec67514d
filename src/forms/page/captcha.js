// The captcha beside a form. A function expression: (tools of common.js, asked) => a promise of an object.
// {form, answer}: tells which it is; `answer` is the selector of the text field for what a picture shows, or "".
//   {kind: "recaptcha" | "turnstile", key, ...}, {kind: "image", image: base64 of a PNG}, or {kind: anything else}.
// {form, kind, token}: puts the token where the widget would, and tells the page as the widget does.
async (tools, asked) => {
    'use strict';
    const { attribute, query, queryAll, parent, name, type } = tools;
    const form = asked.form ? tools.locate(asked.form) : null;
    const seek = (selector) => (form && query(form, selector)) || query(document, selector);
    const parameter = (address, key) => {
        try { return new URL(address, location.href).searchParams.get(key) || ''; } catch (error) { return ''; }
    };
    const widgetOf = { recaptcha: '.g-recaptcha[data-sitekey]', turnstile: '.cf-turnstile[data-sitekey]' };
    const fieldOf = { recaptcha: 'g-recaptcha-response', turnstile: 'cf-turnstile-response' };

    const put = () => {
        const widget = seek(widgetOf[asked.kind]);
        let fields = Array.from(queryAll(document, '[name="' + fieldOf[asked.kind] + '"]'));
        if (fields.length === 0) {
            const home = form || (widget && widget.closest('form')) || widget;
            if (!home) return { ok: false };
            const made = document.createElement(asked.kind === 'recaptcha' ? 'textarea' : 'input');
            made.setAttribute('name', fieldOf[asked.kind]);
            made.style.display = 'none';
            home.appendChild(made);
            fields = [made];
        }
        for (const field of fields) {
            field.value = asked.token;
            for (const event of ['input', 'change']) field.dispatchEvent(new Event(event, { bubbles: true }));
        }
        const callback = widget && window[attribute(widget, 'data-callback')];
        // What the page's own function throws is no concern of ours: the token is in the form.
        if (typeof callback === 'function') try { callback(asked.token); } catch (error) { /* theirs */ }
        return { ok: true };
    };

    const likely = /captcha|secur|verif|code|turing|human/i;
    const picture = () => {
        const answer = asked.answer ? tools.locate(asked.answer) : null;
        // The picture stands near its field: the smallest part of the form that holds both.
        for (let at = answer, up = 0; at && type(at) === 1 && up < 6 && name(at) !== 'body'; at = parent(at), up++) {
            const images = Array.from(queryAll(at, 'img')).filter((each) => tools.rendered(each));
            const named = images.filter((each) => likely.test(['src', 'id', 'class', 'alt', 'name'].map((key) => attribute(each, key)).join(' ')));
            if (named.length > 0) return named[0];
            if (images.length === 1) return images[0];
            if (at === form) break;
        }
        return null;
    };
    const draw = async (image) => {
        await Promise.race([image.decode(), new Promise((_, fail) => setTimeout(() => fail(new Error('late')), 3000))]);
        const width = image.naturalWidth || image.width, height = image.naturalHeight || image.height;
        const scale = Math.min(1, 600 / Math.max(width, height, 1));
        const canvas = document.createElement('canvas');
        canvas.width = Math.max(1, Math.round(width * scale));
        canvas.height = Math.max(1, Math.round(height * scale));
        canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
    };

    if (asked.token !== undefined) return put();
    const box = seek(widgetOf.recaptcha);
    const frame = seek('iframe[src*="/recaptcha/"]');
    if (box || frame) {
        const source = frame ? attribute(frame, 'src') : '';
        return { kind: 'recaptcha', key: box ? attribute(box, 'data-sitekey') : parameter(source, 'k'),
            enterprise: Boolean(query(document, 'script[src*="recaptcha/enterprise"]')), dataS: box ? attribute(box, 'data-s') : '',
            invisible: (box && attribute(box, 'data-size')) === 'invisible' || parameter(source, 'size') === 'invisible' };
    }
    const turnstile = seek(widgetOf.turnstile);
    if (turnstile) {
        return { kind: 'turnstile', key: attribute(turnstile, 'data-sitekey'), action: attribute(turnstile, 'data-action'),
            data: attribute(turnstile, 'data-cdata') };
    }
    if (seek('.h-captcha,iframe[src*="hcaptcha"],.frc-captcha')) return { kind: 'other' };
    const image = picture();
    if (!image) return { kind: 'none' };
    try { return { kind: 'image', image: await draw(image) }; } catch (error) { return { kind: 'image', image: '' }; }
}
