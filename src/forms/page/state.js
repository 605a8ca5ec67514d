// What the page shows and holds at this moment. A function expression:
// (tools of common.js, visibility of visibility.js, {form, fields}) => JSON text for read_state().
(tools, visibility, asked) => {
    'use strict';
    const { attribute, clean, text, query, queryAll, closest, name } = tools;

    const valueOf = (node) => {
        if (name(node) === 'select') {
            const out = [];
            for (let i = 0; i < node.options.length; i++) if (node.options[i].selected) out[out.length] = node.options[i].value;
            return out.join('\n');
        }
        if (node.type === 'file') {
            const out = [];
            for (let i = 0; i < node.files.length; i++) out[i] = node.files[i].name;
            return out.join('\n');
        }
        return String(node.value === undefined ? node.innerText : node.value);
    };
    const problemOf = (node) => (node.validity && !node.validity.valid ? clean(node.validationMessage || 'invalid', 200) : '');

    const wanted = (asked && asked.fields) || [];
    const fields = [];
    for (let i = 0; i < wanted.length && i < 800; i++) {
        const node = tools.locate(wanted[i]);
        fields[i] = node ? { selector: wanted[i], found: true, checked: node.checked === true || node.getAttribute('aria-checked') === 'true', value: valueOf(node).slice(0, 20000),
            invalid: problemOf(node) } : { selector: wanted[i], found: false };
    }

    const form = asked && asked.form ? tools.locate(asked.form) : null;
    const scope = form || document;
    const labelOf = (node) => {
        const label = node.labels && node.labels[0];
        return (label && text(label, 120)) || clean(attribute(node, 'aria-label') || attribute(node, 'placeholder') || attribute(node, 'name') ||
            attribute(node, 'id'), 120);
    };
    const badClass = /(^|[\s_-])(error|errors|invalid|is-invalid|has-error|field-error|danger)([\s_-]|$)/i;
    const messageNear = (node) => {
        const described = attribute(node, 'aria-errormessage') || attribute(node, 'aria-describedby');
        for (const id of described.split(/\s+/)) {
            const target = id === '' ? null : query(document, '#' + CSS.escape(id));
            if (target && tools.rendered(target) && text(target, 200) !== '') return text(target, 200);
        }
        const holder = closest(node, '.form-group,.field,.form-field,.row,p,li,td,label,div');
        const near = holder && query(holder, '[class*="error" i],[class*="invalid-feedback" i],[role=alert]');
        return near && near !== node && tools.rendered(near) ? text(near, 200) : '';
    };
    const invalid = [];
    let filled = 0;
    const controls = queryAll(scope, 'input,select,textarea');
    for (let i = 0; i < controls.length && i < 2000; i++) {
        const node = controls[i];
        if (node.type === 'hidden' || node.type === 'submit' || node.type === 'button') continue;
        if (/^(text|email|tel|url|textarea|search|number)$/.test(node.type) && node.value !== '' && tools.rendered(node)) filled++;
        // What nobody sees yet (a later part of a wizard) is not wrong, only empty.
        const native = tools.rendered(node) ? problemOf(node) : '';
        const aria = attribute(node, 'aria-invalid') === 'true';
        const marked = badClass.test(attribute(node, 'class'));
        if ((native !== '' || aria || marked) && invalid.length < 60)
            invalid[invalid.length] = { name: labelOf(node), message: messageNear(node) || native, native: native !== '' && !aria && !marked };
    }

    const tone = (node) => {
        const marks = attribute(node, 'class') + ' ' + attribute(node, 'id') + ' ' + attribute(node, 'data-type');
        if (/success|confirm|thank|(^|[\s_-])ok([\s_-]|$)/i.test(marks)) return 'good';
        if (/error|danger|invalid|fail|warning|problem/i.test(marks)) return 'bad';
        return 'neutral';
    };
    const messages = [];
    const spots = queryAll(document, '[role=alert],[role=status],[aria-live]:not([aria-live=off]),.alert,.notice,.message,.messages,.flash,.toast,' +
        '.errorlist,.help-block-error,[class*="error" i],[class*="success" i],[class*="confirmation" i],[class*="thank" i],dialog[open]');
    for (let i = 0; i < spots.length && i < 3000 && messages.length < 40; i++) {
        if (!tools.rendered(spots[i]) || tools.matches(spots[i], 'body,html,form,input,select,textarea')) continue;
        // A box around the whole page ("success-stories", "error-page") is no message.
        if (String(spots[i].innerText).length > 1000) continue;
        const words = clean(spots[i].innerText, 300);
        let fresh = words !== '';
        for (let k = 0; k < messages.length && fresh; k++) fresh = messages[k].text !== words;
        if (fresh) messages[messages.length] = { text: words, tone: tone(spots[i]) };
    }

    const links = [];
    const anchors = queryAll(document, 'a[href]');
    for (let i = 0; i < anchors.length && i < 5000 && links.length < 300; i++) {
        const url = String(anchors[i].href);
        if (/^https?:/i.test(url)) links[links.length] = { url: url.slice(0, 2000), text: text(anchors[i], 120) };
    }
    let password = false;
    const secrets = queryAll(document, 'input[type=password]');
    for (let i = 0; i < secrets.length; i++) password = password || visibility.reasons(secrets[i]).length === 0;

    return tools.write({
        url: location.href.slice(0, 2000), title: clean(document.title, 300),
        language: attribute(document.documentElement, 'lang').slice(0, 20), loaded: document.readyState !== 'loading',
        formPresent: form !== null, formVisible: form !== null && tools.rendered(form), formFill: filled, fields, invalid, messages,
        lines: tools.lines(600, 300), headings: tools.headings(30), links, hasPassword: password, captchas: tools.captchas()
    });
}
