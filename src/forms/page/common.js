// Tools shared by the scripts that look at a page. A function expression: returns the tools. Everything that a page could
// have replaced or shadowed (a form control named "parentNode", an Array.prototype.toJSON) is fetched from the prototypes.
() => {
    'use strict';
    const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
    const parentNode = getter(Node.prototype, 'parentNode');
    const previousSibling = getter(Node.prototype, 'previousSibling');
    const nextSibling = getter(Node.prototype, 'nextSibling');
    const lastChild = getter(Node.prototype, 'lastChild');
    const nodeType = getter(Node.prototype, 'nodeType');
    const nodeName = getter(Node.prototype, 'nodeName');
    const element = Element.prototype;

    const parent = (node) => parentNode.call(node);
    const previous = (node) => previousSibling.call(node);
    const next = (node) => nextSibling.call(node);
    const type = (node) => nodeType.call(node);
    const name = (node) => nodeName.call(node).toLowerCase();
    const attribute = (node, key) => element.getAttribute.call(node, key) || '';
    const has = (node, key) => element.hasAttribute.call(node, key);
    const matches = (node, selector) => element.matches.call(node, selector);
    const closest = (node, selector) => element.closest.call(node, selector);
    // A form named "querySelector" would stand in the document's place for it.
    const seeker = (node) => (type(node) === 1 ? element : type(node) === 9 ? Document.prototype : DocumentFragment.prototype);
    const query = (node, selector) => seeker(node).querySelector.call(node, selector);
    const queryAll = (node, selector) => seeker(node).querySelectorAll.call(node, selector);
    const box = (node) => element.getBoundingClientRect.call(node);

    const clean = (text, longest) =>
        String(text || '').slice(0, 20 * longest).replace(/[\s\u00a0\u200b-\u200d\ufeff]+/g, ' ').trim().slice(0, longest);

    const fields = 'input,select,textarea,[contenteditable=""],[contenteditable="true"],' +
        '[role=textbox],[role=combobox],[role=checkbox],[role=radio],[role=switch],[role=spinbutton]';
    const silent = { script: 1, style: 1, noscript: 1, template: 1, svg: 1, option: 1, select: 1, textarea: 1, head: 1 };

    // Text of a small subtree without its controls; looks at no more than 200 nodes.
    const text = (root, longest) => {
        let out = '';
        let budget = 200;
        const stack = [root];
        while (stack.length > 0 && out.length < longest && budget-- > 0) {
            const node = stack.pop();
            const kind = type(node);
            if (kind === 3) { out += node.data + ' '; continue; }
            const tag = kind === 1 ? name(node) : '';
            if (kind !== 1 || silent[tag] === 1) continue;
            if (tag === 'img') out += attribute(node, 'alt') + ' ';
            for (let child = lastChild.call(node); child; child = previous(child)) stack[stack.length] = child;
        }
        return clean(out, longest);
    };

    // A control's owner: the form it is submitted with.
    const owner = (node) => {
        const tag = name(node);
        if (tag !== 'input' && tag !== 'select' && tag !== 'textarea' && tag !== 'button') return closest(node, 'form');
        return node.form || null;
    };

    // A selector as extract.js writes them: " >> " steps into an open shadow root.
    const locate = (selector) => {
        let root = document;
        let node = null;
        const parts = String(selector).split(' >> ');
        for (let i = 0; i < parts.length; i++) {
            try { node = root ? query(root, parts[i]) : null; } catch (error) { node = null; }
            if (!node) return null;
            root = node.shadowRoot;
        }
        return node;
    };

    const rendered = (node) => {
        if (element.getClientRects.call(node).length === 0) return false;
        return getComputedStyle(node).visibility === 'visible';
    };

    const captchas = () => {
        const kinds = [
            ['recaptcha', '.g-recaptcha,iframe[src*="recaptcha"],script[src*="recaptcha"]'],
            ['hcaptcha', '.h-captcha,iframe[src*="hcaptcha"],script[src*="hcaptcha"]'],
            ['turnstile', '.cf-turnstile,iframe[src*="challenges.cloudflare"],script[src*="turnstile"]'],
            ['friendly', '.frc-captcha'],
            ['image', 'img[src*="captcha" i],input[name*="captcha" i]:not([type=hidden])']
        ];
        const found = [];
        // Most pages have none: one pass over the page tells.
        let any = '';
        for (let i = 0; i < kinds.length; i++) any += (i > 0 ? ',' : '') + kinds[i][1];
        if (!query(document, any)) return found;
        for (let i = 0; i < kinds.length; i++) if (query(document, kinds[i][1])) found[found.length] = kinds[i][0];
        return found;
    };

    const lines = (most, longest) => {
        const out = [];
        const seen = new Set();
        // innerText holds the choices of lists too: "Please choose" in one is nothing that the page says.
        const choices = queryAll(document, 'option');
        for (let i = 0; i < choices.length && i < 5000; i++) seen.add(clean(choices[i].text, longest));
        const all = String((document.body && document.body.innerText) || '').slice(0, 400000);
        for (let at = 0, end = 0; at < all.length && out.length < most; at = end + 1) {
            end = all.indexOf('\n', at);
            if (end < 0) end = all.length;
            const line = clean(all.slice(at, end), longest);
            if (line === '' || seen.has(line)) continue;
            seen.add(line);
            out[out.length] = line;
        }
        return out;
    };

    const headings = (most) => {
        const out = [];
        const all = queryAll(document, 'h1,h2,h3,h4');
        for (let i = 0; i < all.length && out.length < most; i++) {
            const words = rendered(all[i]) ? text(all[i], 200) : '';
            if (words !== '') out[out.length] = words;
        }
        return out;
    };

    // JSON by hand: JSON.stringify obeys toJSON methods that old libraries put on Array.prototype.
    const quote = (value) => {
        let out = '"';
        for (let i = 0; i < value.length; i++) {
            const code = value.charCodeAt(i);
            const lone = code >= 0xd800 && code <= 0xdfff &&
                !(code < 0xdc00 ? (value.charCodeAt(i + 1) & 0xfc00) === 0xdc00
                                : i > 0 && (value.charCodeAt(i - 1) & 0xfc00) === 0xd800);
            if (lone) out += '\ufffd';
            else if (code < 0x20 || code === 0x22 || code === 0x5c) out += '\\u' + ('000' + code.toString(16)).slice(-4);
            else out += value[i];
        }
        return out + '"';
    };
    const write = (value) => {
        if (value === null || value === undefined) return 'null';
        if (typeof value === 'string') return quote(value);
        if (typeof value === 'number') return isFinite(value) ? String(value) : '0';
        if (typeof value === 'boolean') return value ? 'true' : 'false';
        let out = '';
        if (Array.isArray(value)) {
            for (let i = 0; i < value.length; i++) out += (i > 0 ? ',' : '') + write(value[i]);
            return '[' + out + ']';
        }
        for (const key of Object.keys(value)) {
            if (value[key] !== undefined) out += (out === '' ? '' : ',') + quote(key) + ':' + write(value[key]);
        }
        return '{' + out + '}';
    };

    // The button that is a check box to people, before the input that a library keeps for the form alone.
    const drawnChoice = (node) => {
        if (type(node) !== 1 || (node.type !== 'checkbox' && node.type !== 'radio') || attribute(node, 'aria-hidden') !== 'true') return null;
        const before = node.previousElementSibling;
        return before && matches(before, '[role=checkbox],[role=switch],[role=radio]') ? before : null;
    };

    return {
        parent, previous, next, type, name, attribute, has, matches, closest, query, queryAll, box, clean, text, owner,
        locate, rendered, captchas, lines, headings, write, fields, drawnChoice
    };
}
