// Describes every form of this document, with each control's labels kept apart and the reasons why one may be hidden.
// A function expression: (tools of common.js, visibility of visibility.js, asked, widgets of widgets.js) => JSON text for
// read_page().
(tools, visibility, asked, widgets) => {
    'use strict';
    const { parent, previous, next, type, name, attribute, has, matches, closest, query, queryAll, clean, text } = tools;
    const most = { nodes: 150000, controls: 800, options: 600, allOptions: 8000, buttons: 300, frames: 40, text: 240 };
    const buttonSelector = 'button,input[type=submit],input[type=image],input[type=button],input[type=reset],' +
        '[role=button],form a[class*="btn" i],form a[class*="button" i]';

    // One walk: every element once, open shadow roots in place, so that order is what a reader sees.
    const found = [];             // {node, root, heading}
    const count = new Map();      // how often an id or a name occurs, over all roots (Playwright's css pierces them)
    const labels = new Map();     // root -> id -> [label]
    const frames = [];
    let nodes = 0;
    let truncated = false;
    const add = (key) => count.set(key, (count.get(key) || 0) + 1);
    // What attachShadow() takes, besides custom elements: HTML and DOM standards.
    const hosts = new Set(['article', 'aside', 'blockquote', 'body', 'div', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header',
        'main', 'nav', 'p', 'section', 'span']);
    const walk = (root, host) => {
        const place = { node: root, host };
        const byFor = new Map();
        labels.set(root, byFor);
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
        let heading = null;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (++nodes > most.nodes) { truncated = true; return; }
            const tag = name(node);
            const id = attribute(node, 'id');
            const called = attribute(node, 'name');
            if (id !== '') add('#' + id);
            if (called !== '') {
                add(tag + '/' + called);
                add(tag + '/' + called + '/' + attribute(node, 'value'));
            }
            if (tag === 'label') {
                const target = attribute(node, 'for');
                if (target !== '') {
                    if (!byFor.has(target)) byFor.set(target, []);
                    const list = byFor.get(target);
                    list[list.length] = node;
                }
            } else if (tag.length === 2 && tag[0] === 'h' && tag >= 'h1' && tag <= 'h6') {
                heading = node;
            } else if (tag === 'iframe' || tag === 'frame') {
                if (frames.length < most.frames) {
                    const area = tools.box(node);
                    frames[frames.length] = { url: clean(node.src, 2000), name: clean(called || id, 100),
                        width: Math.round(area.width), height: Math.round(area.height) };
                }
            }
            // Most elements of a page are neither: matching selectors against each would cost most of the time.
            const may = tag === 'input' || tag === 'select' || tag === 'textarea' || tag === 'button' || tag === 'a' ||
                has(node, 'role') || has(node, 'contenteditable');
            if (may && (matches(node, tools.fields) || matches(node, buttonSelector))) {
                if (called !== '' && tools.owner(node)) add(tag + '/' + called + '@' + formKey(tools.owner(node)));
                found[found.length] = { node, place, heading };
            }
            if ((hosts.has(tag) || tag.indexOf('-') > 0) && node.shadowRoot) walk(node.shadowRoot, { node, place });
        }
    };
    const formIds = new Map();
    const formKey = (form) => {
        if (!formIds.has(form)) formIds.set(form, formIds.size);
        return formIds.get(form);
    };

    // ---- selectors: id, else name, else name within its form, else the path from the nearest id
    const once = (key) => count.get(key) === 1;
    const steady = (id) => id !== '' && !/\d{5,}|^:|^(react|ember|ext-gen|mui|headlessui|radix)|[0-9a-f]{8}-[0-9a-f]{4}/i.test(id);
    const byId = (id) => '#' + CSS.escape(id);
    const inRoot = (node) => {
        const tag = name(node);
        const id = attribute(node, 'id');
        if (steady(id) && once('#' + id)) return byId(id);
        const called = attribute(node, 'name');
        if (called !== '') {
            const plain = tag + '[name=' + quoted(called) + ']';
            if (once(tag + '/' + called)) return plain;
            const value = attribute(node, 'value');
            if ((node.type === 'radio' || node.type === 'checkbox') && once(tag + '/' + called + '/' + value))
                return plain + '[value=' + quoted(value) + ']';
            const form = tag === 'form' ? null : tools.owner(node);
            const formId = form ? attribute(form, 'id') : '';
            if (formId !== '' && once('#' + formId) && once(tag + '/' + called + '@' + formKey(form)))
                return byId(formId) + ' ' + plain;
        }
        if (id !== '' && once('#' + id)) return byId(id);
        return path(node);
    };
    const quoted = (value) => '"' + CSS.escape(value) + '"';
    const path = (node) => {
        let out = '';
        for (let at = node; at && type(at) === 1; at = parent(at)) {
            const id = attribute(at, 'id');
            if (at !== node && steady(id) && once('#' + id)) return byId(id) + ' > ' + out;
            let position = 1;
            for (let sibling = previous(at); sibling; sibling = previous(sibling))
                if (type(sibling) === 1 && name(sibling) === name(at)) position++;
            const step = name(at) === 'body' || name(at) === 'html' ? name(at) : name(at) + ':nth-of-type(' + position + ')';
            out = out === '' ? step : step + ' > ' + out;
            if (name(at) === 'body') break;
        }
        return out;
    };
    const selector = (node, place) =>
        (place.host ? selector(place.host.node, place.host.place) + ' >> ' : '') + inRoot(node);

    // ---- the texts around a control
    const referenced = (node, key, root) => {
        let out = '';
        const ids = attribute(node, key).split(/\s+/).slice(0, 8);
        for (let i = 0; i < ids.length; i++) {
            const target = ids[i] === '' ? null : query(root, byId(ids[i]));
            if (target) out += text(target, most.text) + ' ';
        }
        return clean(out, most.text);
    };
    const holdsField = (node) => matches(node, tools.fields) || query(node, tools.fields) !== null;
    const textBefore = (node) => {
        let at = node;
        for (let level = 0; at && type(at) === 1 && level < 4; level++, at = parent(at)) {
            if (name(at) === 'form' || name(at) === 'body' || name(at) === 'fieldset') return '';
            for (let sibling = previous(at); sibling; sibling = previous(sibling)) {
                const kind = type(sibling);
                if (kind === 3 && clean(sibling.data, 10) !== '') return clean(sibling.data, most.text);
                if (kind !== 1) continue;
                if (holdsField(sibling)) return '';
                // What is pressed ("B" over an editor, "Locate me") names no field.
                if (matches(sibling, 'button, [role=toolbar], [class*=toolbar]')) continue;
                const words = text(sibling, most.text);
                if (words !== '') return words;
            }
        }
        return '';
    };
    const textAfter = (node) => {
        for (let sibling = next(node); sibling; sibling = next(sibling)) {
            if (type(sibling) === 3 && clean(sibling.data, 10) !== '') return clean(sibling.data, most.text);
            if (type(sibling) === 1) return holdsField(sibling) ? '' : text(sibling, most.text);
        }
        return '';
    };
    // "( ) Featured links | $24.95": in a table the price of a choice stands in a cell of its own.
    // A row is read once, however many choices a hostile page puts into it.
    const rowsRead = new Map();
    const rowOfChoice = (node) => {
        const row = node.type === 'radio' ? closest(node, 'tr') : null;
        if (!row) return '';
        if (!rowsRead.has(row)) rowsRead.set(row, queryAll(row, tools.fields).length === 1 ? text(row, most.text) : '');
        return rowsRead.get(row);
    };
    // What stands around a file field: its formats and sizes are told there, in no fixed place.
    const textAround = (node) => {
        let out = '';
        for (let at = parent(node), level = 0; at && type(at) === 1 && level < 4; level++, at = parent(at)) {
            if (name(at) === 'form' || name(at) === 'body' || queryAll(at, 'input:not([type=hidden]),select,textarea').length > 1) break;
            out = text(at, most.text);
        }
        return out;
    };
    const tableTexts = (node) => {
        const cell = closest(node, 'td,th');
        const row = cell && parent(cell);
        if (!cell || name(row) !== 'tr') return { cell: '', column: '' };
        const first = row.cells[0];
        const table = closest(cell, 'table');
        const head = table && table.rows[0] && table.rows[0] !== row ? table.rows[0].cells[cell.cellIndex] : null;
        return {
            cell: first !== cell && !holdsField(first) ? text(first, most.text) : '',
            column: head && !holdsField(head) ? text(head, most.text) : ''
        };
    };
    // Of several labels for one id, as pages have that repeat the id, the one before the field is its own.
    const ownLabels = (node, list) => {
        if (list.length < 2 || node.type === 'checkbox' || node.type === 'radio') return list;
        for (let sibling = previous(node); sibling; sibling = previous(sibling))
            for (let i = 0; i < list.length; i++) if (list[i] === sibling) return [sibling];
        return list;
    };
    const labelsOf = (entry) => {
        const { node, place } = entry;
        let named = '';
        const collect = (id) => {
            const list = ownLabels(node, (id !== '' && labels.get(place.node).get(id)) || []);
            for (let i = 0; i < list.length && i < 4; i++) named += text(list[i], most.text) + ' ';
        };
        collect(attribute(node, 'id'));
        // A drawn list may hold its own label.
        const inner = named === '' && name(node) !== 'input' && attribute(node, 'role') === 'combobox' ? query(node, 'label') : null;
        if (inner) named = text(inner, most.text);
        const drawnChoice = tools.drawnChoice(node);
        if (drawnChoice && named === '') collect(attribute(drawnChoice, 'id'));
        // Some widgets take the label over for the input they draw.
        const drawn = entry.widget && entry.widget.box && named === '' ? queryAll(entry.widget.box, 'input[id],button[id]') : [];
        for (let i = 0; i < drawn.length && i < 3; i++) collect(attribute(drawn[i], 'id'));
        let before = textBefore(node);
        const beside = entry.widget ? [...(entry.widget.extras || []), entry.widget.box] : [];
        for (let i = 0; i < beside.length && before === ''; i++) if (beside[i]) before = textBefore(beside[i]);
        const around = closest(node, 'label');
        const fieldset = closest(node, 'fieldset');
        const legend = fieldset && query(fieldset, 'legend');
        const group = closest(node, '[role=group],[role=radiogroup]');
        const form = tools.owner(node);
        const inside = entry.heading && (form ? form.contains(entry.heading) : true);
        return {
            for: clean(named, most.text),
            wrap: around ? text(around, most.text) : '',
            aria: referenced(drawnChoice || node, 'aria-labelledby', place.node) || clean(attribute(drawnChoice || node, 'aria-label'), most.text),
            placeholder: clean(attribute(node, 'placeholder') || attribute(node, 'data-placeholder'), most.text),
            title: clean(attribute(node, 'title'), most.text),
            described: referenced(node, 'aria-describedby', place.node) || (node.type === 'file' ? textAround(node) : ''),
            previous: before,
            next: rowOfChoice(node) || textAfter(node),
            ...tableTexts(node),
            legend: legend ? text(legend, most.text) : '',
            group: group ? referenced(group, 'aria-labelledby', place.node) || clean(attribute(group, 'aria-label'), most.text) : '',
            heading: inside ? text(entry.heading, most.text) : ''
        };
    };

    // ---- controls and buttons
    let optionsLeft = most.allOptions;
    const optionsOf = (node) => {
        const out = [];
        const all = node.options;
        for (let i = 0; i < all.length && i < most.options && optionsLeft > 0; i++, optionsLeft--) {
            const above = parent(all[i]);
            const grouped = above && name(above) === 'optgroup';
            out[out.length] = { value: String(all[i].value).slice(0, 200), label: clean(all[i].label || all[i].text, 120),
                group: grouped ? clean(attribute(above, 'label'), 120) : '',
                disabled: all[i].disabled || (grouped && above.disabled), selected: all[i].selected };
        }
        return out;
    };
    const typeOf = (node) => {
        const tag = name(node);
        if (tag === 'input' || tag === 'select' || tag === 'textarea') return node.type;
        return attribute(node, 'role') && !has(node, 'contenteditable') ? 'role-' + attribute(node, 'role') : 'contenteditable';
    };
    const describe = (entry) => {
        const { node, place } = entry;
        const kind = entry.widget && entry.widget.kind === 'picker' && (typeOf(node) === 'contenteditable' || (entry.widget.box && name(node) === 'input')) ? 'role-combobox' : typeOf(node);
        const out = { selector: selector(node, place), tag: name(node), type: kind, name: attribute(node, 'name').slice(0, 200),
            id: attribute(node, 'id').slice(0, 200) };
        if (kind === 'hidden') return { ...out, value: String(node.value).slice(0, 200) };
        out.classes = clean(attribute(node, 'class'), 200);
        for (const key of ['autocomplete', 'inputmode', 'pattern', 'accept', 'min', 'max', 'step'])
            out[key] = attribute(node, key).slice(0, 200);
        out.labels = labelsOf(entry);
        const choice = kind === 'checkbox' || kind === 'radio';
        out.value = choice ? (has(node, 'value') ? attribute(node, 'value') : 'on').slice(0, 200)
                           : kind === 'file' ? '' : String(node.value === undefined ? node.textContent : node.value).slice(0, 400);
        out.checked = node.checked === true || attribute(node, 'aria-checked') === 'true';
        const drawn = tools.drawnChoice(node);
        out.required = node.required === true || attribute(node, 'aria-required') === 'true' || (!!drawn && attribute(drawn, 'aria-required') === 'true');
        out.readonly = node.readOnly === true;
        out.disabled = node.disabled === true || matches(node, ':disabled') || attribute(node, 'aria-disabled') === 'true';
        if (node.maxLength >= 0) out.maxLength = node.maxLength;
        if (node.minLength >= 0) out.minLength = node.minLength;
        if (out.tag === 'select') {
            out.options = optionsOf(node);
            out.optionsTruncated = out.options.length < node.options.length;
        }
        if (node.list) {
            out.suggestions = [];
            const all = node.list.options;
            for (let i = 0; i < all.length && i < 100; i++) out.suggestions[i] = clean(all[i].value, 120);
        }
        const widget = entry.widget;
        if (widget) {
            out.widget = widget.kind;
            if (widget.options && widget.options.length > 0) out.options = widget.options;
        }
        const seen = visibility.judge(entry, out);
        if (seen.standIn) seen.standIn = selector(seen.standIn, place);
        return { ...out, ...seen };
    };
    const describeButton = (entry) => {
        const { node, place } = entry;
        const words = name(node) === 'input' ? attribute(node, 'value') || attribute(node, 'alt') : text(node, 120);
        return { selector: selector(node, place), tag: name(node), type: String(node.type || '').slice(0, 20),
            name: attribute(node, 'name').slice(0, 200),
            text: clean(words || attribute(node, 'aria-label') || attribute(node, 'title') || (node.type === 'submit' ? 'Submit' : ''), 120),
            visible: visibility.reasons(node).length === 0,
            disabled: node.disabled === true || attribute(node, 'aria-disabled') === 'true' };
    };

    // ---- forms
    const headingBefore = (form) => {
        let at = form;
        for (let level = 0; at && type(at) === 1 && level < 5; level++, at = parent(at)) {
            let seen = 0;
            for (let sibling = previous(at); sibling && seen < 6; sibling = previous(sibling)) {
                if (type(sibling) !== 1) continue;
                seen++;
                const head = /^h[1-6]$/.test(name(sibling)) ? sibling : query(sibling, 'h1,h2,h3,h4');
                if (head) return text(head, most.text);
            }
        }
        const inner = query(form, 'h1,h2,h3,h4,legend');
        return inner ? text(inner, most.text) : '';
    };
    const forms = [];
    const seats = new Map();
    const seat = (form, place) => {
        const key = form || document;
        if (seats.has(key)) return seats.get(key);
        const out = { selector: '', controls: [], buttons: [], visible: true, method: 'get' };
        if (form) {
            out.selector = selector(form, place);
            out.id = attribute(form, 'id').slice(0, 200);
            out.name = attribute(form, 'name').slice(0, 200);
            out.classes = clean(attribute(form, 'class'), 200);
            out.action = attribute(form, 'action').slice(0, 2000);
            out.method = attribute(form, 'method').toLowerCase() === 'post' ? 'post' : 'get';
            out.role = attribute(form, 'role').slice(0, 40);
            out.label = clean(attribute(form, 'aria-label'), most.text);
            out.heading = headingBefore(form);
            out.visible = tools.rendered(form);
        }
        seats.set(key, out);
        forms[forms.length] = out;
        return out;
    };

    walk(document, null);
    // What a widget draws beside its control (search boxes, chips, editable areas) is no control of its own.
    const boxes = new Map();
    for (let i = 0; i < found.length; i++) {
        found[i].widget = widgets.find(found[i].node);
        const widget = found[i].widget;
        if (widget && widget.box) boxes.set(widget.box, found[i].node);
        const extras = (widget && widget.extras) || [];
        for (let k = 0; k < extras.length; k++) boxes.set(extras[k], found[i].node);
    }
    const drawnByWidget = (node) => {
        if (boxes.size === 0) return false;
        for (let at = node, level = 0; at && level < 12; level++, at = parent(at))
            if (boxes.has(at)) return boxes.get(at) !== node;
        return false;
    };
    let controls = 0;
    let buttons = 0;
    for (let i = 0; i < found.length; i++) {
        const entry = found[i];
        if (drawnByWidget(entry.node)) continue;
        const form = seat(tools.owner(entry.node), entry.place);
        const picks = entry.widget && entry.widget.kind === 'picker';
        const ticks = matches(entry.node, '[role=checkbox],[role=switch]');
        const twin = ticks ? entry.node.nextElementSibling : null; // the form's own input stands for the box that a library drew
        if (twin && tools.drawnChoice(twin) === entry.node) continue;
        if (matches(entry.node, buttonSelector) && !picks && !ticks) {
            if (buttons++ < most.buttons) form.buttons[form.buttons.length] = describeButton(entry);
        } else if (controls++ < most.controls) {
            form.controls[form.controls.length] = describe(entry);
        } else {
            truncated = true;
        }
    }
    visibility.settle(forms);
    return tools.write({
        url: location.href.slice(0, 2000), title: clean(document.title, 300),
        language: attribute(document.documentElement, 'lang').slice(0, 20),
        headings: tools.headings(30), forms, frames, captchas: tools.captchas(), lines: tools.lines(150, 300), truncated
    });
}
