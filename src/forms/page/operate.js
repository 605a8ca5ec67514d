// Sets a control that a script's widget stands for, the way that widget wants it. A function expression:
// (tools of common.js, visibility, {selector, kind, value, label, values}, widgets of widgets.js) => a promise of
// {ok, why?, fill?, type?}: ok if it now holds what was meant; else what to fill, or to type words and Enter into (selectors);
// then ask again with filled: true.
// {selector, press: true} presses an element as a mouse would; {selector, picked: text} asks whether that choice was taken.
async (tools, visibility, asked, widgets) => {
    'use strict';
    const { attribute, clean, name, type, parent, previous, query, queryAll, matches } = tools;
    const { safely } = widgets;
    const folded = (text) => clean(text, 30000).toLowerCase();

    // As a mouse would; lists over which something else is drawn cannot be clicked from outside.
    const press = (target) => {
        for (const event of ['pointerover', 'mouseover', 'mousemove', 'pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
            const Kind = event.startsWith('pointer') ? PointerEvent : MouseEvent;
            target.dispatchEvent(new Kind(event, { bubbles: true, cancelable: true, composed: true, view: window, button: 0 }));
        }
    };
    const node = tools.locate(asked.selector);
    if (!node) return { ok: false, why: 'it is no longer there' };
    if (asked.picked) {
        // A choice that was taken is shown by the field or near it, or its control holds a value now.
        if (name(node) === 'select') return { ok: node.value !== '' };
        const words = folded(asked.picked).slice(0, 24);
        for (let at = node, level = 0; at && type(at) === 1 && level < 4; level++, at = parent(at)) {
            let said = folded(at.innerText || '') + ' ' + folded(at.value || '');
            const inner = queryAll(at, 'input');
            for (let i = 0; i < inner.length && i < 20; i++) said += ' ' + folded(inner[i].value);
            if (said.indexOf(words) >= 0) return { ok: true };
        }
        return { ok: node.value !== undefined && node.value !== '' };
    }
    if (asked.press) return press(node), { ok: true };
    const widget = widgets.find(node);
    if (!widget) return { ok: false, why: 'its widget is gone' };
    const root = node.getRootNode();
    const path = (target) => {
        let out = '';
        for (let at = target; at && type(at) === 1; at = parent(at)) {
            let position = 1;
            for (let sibling = previous(at); sibling; sibling = previous(sibling))
                if (type(sibling) === 1 && name(sibling) === name(at)) position++;
            out = name(at) + ':nth-of-type(' + position + ')' + (out === '' ? '' : ' > ' + out);
        }
        // Below a shadow root the host's own selector leads there.
        const steps = asked.selector.split(' >> ');
        return root === document ? out : steps.slice(0, -1).join(' >> ') + ' >> ' + out;
    };
    const tell = (...events) => {
        for (const event of events) node.dispatchEvent(new Event(event, { bubbles: true }));
    };
    const chosen = () => {
        const out = [];
        for (let i = 0; i < node.options.length; i++) if (node.options[i].selected) out[out.length] = node.options[i].value;
        return out;
    };
    const paragraphs = (text) => {
        const box = document.createElement('div');
        for (const part of String(text).split(/\n+/)) {
            if (part.trim() === '') continue;
            const line = document.createElement('p');
            line.textContent = part.trim();
            box.append(line);
        }
        return box.innerHTML;
    };
    const wordsOf = (html) => {
        const parsed = new DOMParser().parseFromString(String(html).replace(/<\/(p|div|li|h\d)>|<br[^>]*>/gi, ' '), 'text/html');
        return folded(parsed.body ? parsed.body.textContent : '');
    };
    const within = (ms, wait) => Promise.race([wait, new Promise((done) => setTimeout(done, ms))]);

    const list = () => {
        const api = widget.api;
        if (api) {
            safely(() => node.multiple ? api.addItem(asked.value) : api.setValue(asked.value));
            return { ok: [].concat(safely(() => api.getValue()) || []).map(String).indexOf(asked.value) >= 0, why: 'its list did not take the choice' };
        }
        let option = null;
        for (let i = 0; i < node.options.length; i++) {
            const each = node.options[i];
            if (each.value === asked.value && (!option || clean(each.label || each.text, 120) === asked.label)) option = each;
        }
        if (!option && widget.box) {
            const items = queryAll(widget.box, '[data-value]');
            for (let i = 0; i < items.length; i++)
                if (attribute(items[i], 'data-value') === asked.value) {
                    press(items[i]);
                    return { ok: chosen().indexOf(asked.value) >= 0, why: 'its list did not take the choice' };
                }
        }
        if (!option) return { ok: false, why: 'the choice is gone' };
        option.selected = true;
        tell('input', 'change', 'chosen:updated', 'liszt:updated');
        return { ok: chosen().indexOf(asked.value) >= 0, why: 'the page took the choice back' };
    };

    const editor = async () => {
        const api = widget.api;
        const html = paragraphs(asked.value);
        const wanted = folded(asked.value);
        if (widget.library === 'tinymce') {
            if (!api.initialized) await within(3000, new Promise((done) => api.on('init', done)));
            api.setContent(html);
            safely(() => (api.dispatch || api.fire).call(api, 'change'));
            api.save();
        } else if (widget.library === 'ckeditor4') {
            if (api.status !== 'ready') await within(3000, new Promise((done) => api.on('instanceReady', done)));
            await within(3000, new Promise((done) => api.setData(html, done)));
            safely(() => api.fire('change'));
            api.updateElement();
        } else if (widget.library === 'ckeditor5') {
            api.setData(html);
            safely(() => api.updateSourceElement());
        } else if (widget.library === 'codemirror') {
            api.setValue(asked.value);
            safely(() => api.save());
        } else if (widget.body) {
            widget.body.innerHTML = html;
            for (const event of ['input', 'keyup', 'blur']) widget.body.dispatchEvent(new Event(event, { bubbles: true }));
        } else if (!asked.filled) {
            return { ok: false, fill: path(widget.area) };
        }
        if (name(node) !== 'textarea') return { ok: folded(node.innerText) === wanted, why: 'the editor did not keep the text' };
        // What is sent is the textarea: editors that copy to it only at the end are helped along.
        if (wordsOf(node.value) !== wanted) {
            node.value = widget.library === 'codemirror' ? asked.value : html;
        }
        tell('input', 'change');
        return { ok: wordsOf(node.value) === wanted, why: 'the editor did not keep the text' };
    };

    const tokens = () => {
        const api = widget.api;
        if (name(node) === 'select') {
            for (const text of asked.values) node.add(new Option(text, text, true, true));
            tell('input', 'change');
            return { ok: chosen().length > 0, why: 'it takes none of the words' };
        }
        if (!api) {
            if (asked.filled) return { ok: node.value !== '', why: 'it takes none of the words' };
            const inputs = queryAll(widget.box, 'input');
            for (let i = 0; i < inputs.length; i++)
                if (inputs[i] !== node && tools.rendered(inputs[i])) return { ok: false, type: path(inputs[i]) };
            return { ok: false, why: 'it has nothing to type into' };
        }
        let taken = 0;
        for (const text of asked.values) {
            if (widget.library === 'tagify') {
                taken += (safely(() => api.addTags([text])) || []).length > 0 ? 1 : 0;
                continue;
            }
            if (widget.library === 'tagsinput') {
                const before = api.itemsArray ? api.itemsArray.length : 0;
                safely(() => api.add(text));
                taken += api.itemsArray && api.itemsArray.length > before ? 1 : 0;
                continue;
            }
            const fields = api.settings || {};
            let key = Object.keys(api.options).find((each) => folded(api.options[each][fields.labelField] || api.options[each].text || each) === folded(text));
            const before = api.items.length;
            if (key !== undefined) safely(() => api.addItem(key));
            else if (fields.create) safely(() => api.createItem(text, false));
            taken += api.items.length > before ? 1 : 0;
        }
        tell('input', 'change');
        return { ok: taken > 0, why: 'it takes none of the words' };
    };

    const phone = async () => {
        widget.api.setNumber(asked.value);
        tell('input', 'change', 'blur');
        const digits = (text) => String(text || '').replace(/\D/g, '');
        const held = digits(safely(() => widget.api.getNumber()) || node.value);
        return { ok: held.length >= 7 && (digits(asked.value).endsWith(held) || held.endsWith(digits(asked.value))), why: 'it did not keep the number' };
    };

    const clock = () => {
        widget.api.setDate(asked.value, true, /^\d\d:\d\d$/.test(asked.value) ? 'H:i' : 'Y-m-d');
        return { ok: node.value !== '', why: 'the picker did not keep the value' };
    };

    const work = { list, editor, tokens, phone, clock }[widget.kind];
    if (!work) return { ok: false, why: 'nothing tells how to operate it' };
    const out = await work();
    if (out.ok) delete out.why;
    return out;
}
