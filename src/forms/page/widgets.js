// Tells which controls are operated through a widget that a script has drawn for them. A function expression:
// (tools of common.js, visibility of visibility.js) => {find, widgetOf}. Scripts of well-known libraries are recognised by the
// objects and elements they leave in the page; everything else by ARIA.
(tools, visibility) => {
    'use strict';
    const { parent, name, type, attribute, has, matches, closest, query, queryAll, clean } = tools;

    const classed = (node, pattern) => !!node && type(node) === 1 && pattern.test(attribute(node, 'class'));
    const isElement = (node) => !!node && node.nodeType === 1;
    const safely = (work) => { try { return work(); } catch (error) { return undefined; } };
    const shown = (node) => isElement(node) && Element.prototype.getClientRects.call(node).length > 0;

    // Options of a script's own list: {value: {text, ...}} as the libraries of the Selectize family keep them.
    const listed = (api) => safely(() => {
        const out = [];
        const fields = api.settings || {};
        const chosen = [].concat(api.items || []).map(String);
        for (const key of Object.keys(api.options)) {
            const option = api.options[key];
            if (out.length >= 600) break;
            out[out.length] = { value: String(key).slice(0, 200), label: clean(option[fields.labelField] || option.text || option.label || key, 120),
                group: clean(option[fields.optgroupField] || '', 120), disabled: option.disabled === true,
                selected: chosen.indexOf(String(key)) >= 0 };
        }
        return out;
    });
    const drawn = (box) => {
        const out = [];
        const all = queryAll(box, '[data-choice][data-value]');
        for (let i = 0; i < all.length && i < 600; i++) {
            const value = attribute(all[i], 'data-value');
            if (attribute(all[i], 'class').indexOf('placeholder') >= 0) continue;
            out[out.length] = { value: value.slice(0, 200), label: clean(all[i].textContent, 120), group: '',
                disabled: attribute(all[i], 'aria-disabled') === 'true', selected: attribute(all[i], 'class').indexOf('is-selected') >= 0 };
        }
        return out;
    };

    // select2 with few choices of its own asks the server for them as one types, or takes any word.
    const kindOfSelect2 = (node) => {
        const bag = safely(() => window.jQuery && window.jQuery(node).data('select2'));
        const options = (bag && ((bag.options && bag.options.options) || bag.opts)) || {};
        if (node.options.length > 2) return 'list';
        return options.ajax ? 'picker' : options.tags && node.multiple ? 'tokens' : 'list';
    };

    const ofSelect = (node) => {
        const api = node.tomselect || node.selectize;
        if (api) {
            const box = api.wrapper || (api.$wrapper && api.$wrapper[0]);
            const options = listed(api) || [];
            const loads = api.settings && api.settings.load && options.length < 2;
            if (isElement(box)) return { kind: loads ? 'picker' : 'list', api, box, options };
        }
        const around = parent(node);
        if (classed(node, /select2-hidden-accessible|select2-offscreen/)) {
            for (const near of [node.nextElementSibling, node.previousElementSibling])
                if (classed(near, /select2-container/)) return { kind: kindOfSelect2(node), box: near };
        }
        const choices = classed(node, /choices__input/) && closest(node, '.choices');
        if (choices) return { kind: 'list', box: choices, options: drawn(choices) };
        for (const near of [node.nextElementSibling, node.previousElementSibling])
            if (classed(near, /chosen-container|chzn-container|nice-select|ss-main|select2-container/)) return { kind: 'list', box: near };
        for (let at = around, level = 0; isElement(at) && level < 2; level++, at = parent(at))
            if (classed(at, /(^|\s)(bootstrap-select|selectric-wrapper|ui (fluid |search |selection )*dropdown)(\s|$)/)) return { kind: 'list', box: at };
        return null;
    };

    const ofTextarea = (node) => {
        const id = attribute(node, 'id');
        const called = attribute(node, 'name');
        const tiny = safely(() => window.tinymce && id !== '' && window.tinymce.get(id));
        if (tiny && !safely(() => tiny.isHidden())) {
            const box = safely(() => tiny.getContainer());
            return { kind: 'editor', library: 'tinymce', api: tiny, box: isElement(box) ? box : null,
                extras: [closest(node, '.wp-editor-wrap')].filter(isElement) };
        }
        const ck = safely(() => window.CKEDITOR && (window.CKEDITOR.instances[id] || window.CKEDITOR.instances[called]));
        if (ck) return { kind: 'editor', library: 'ckeditor4', api: ck, box: safely(() => ck.container && ck.container.$) || null };
        if (visibility.reasons(node).length === 0) return null;
        const extras = [closest(node, '.trumbowyg-box,.jodit-container,.fr-box,.sun-editor')].filter(isElement);
        for (const near of [node.nextElementSibling, node.previousElementSibling, parent(node)]) {
            if (!isElement(near) || name(near) === 'form' || !shown(near)) continue;
            if (safely(() => near.CodeMirror)) return { kind: 'editor', library: 'codemirror', api: near.CodeMirror, box: near };
            const area = matches(near, '[contenteditable=true],[contenteditable=""]') ? near : query(near, '[contenteditable=true],[contenteditable=""]');
            if (area && shown(area)) return { kind: 'editor', library: area.ckeditorInstance ? 'ckeditor5' : '', api: area.ckeditorInstance, area, box: near, extras };
            const frame = name(near) === 'iframe' ? near : query(near, 'iframe');
            const body = frame && safely(() => frame.contentDocument && frame.contentDocument.body);
            if (body && (body.isContentEditable || safely(() => frame.contentDocument.designMode) === 'on'))
                return { kind: 'editor', library: '', body, box: near, extras };
        }
        return null;
    };

    // Some libraries lay an invisible input over the list that they draw.
    const drawnSelect = (node) => {
        for (let at = parent(node), level = 0; isElement(at) && level < 6; level++, at = parent(at))
            if (classed(at, /(^|[\s_-])select([\s_-]|$)/i) && shown(at) && visibility.reasons(at).length === 0) return at;
        return null;
    };
    const suggests = /ui-autocomplete-input|tt-input|pac-target-input|awesomplete|typeahead|autocomplete-input|(^|\s)autocomplete(\s|$)/i;
    const ofInput = (node) => {
        const api = node.tomselect || node.selectize;
        if (api) {
            const box = api.wrapper || (api.$wrapper && api.$wrapper[0]);
            return { kind: 'tokens', api, box: isElement(box) ? box : null };
        }
        if (node.__tagify) return { kind: 'tokens', library: 'tagify', api: node.__tagify, box: safely(() => node.__tagify.DOM.scope) || null };
        const jq = window.jQuery;
        const bag = safely(() => jq && jq.data(node, 'tagsinput'));
        if (bag && bag.add) return { kind: 'tokens', library: 'tagsinput', api: bag, box: safely(() => bag.$container[0]) || null };
        if (classed(node, /choices__input/) && !classed(node, /cloned/)) {
            const choices = closest(node, '.choices');
            if (choices) return { kind: 'tokens', library: 'choices', box: choices };
        }
        const phone = safely(() => (window.intlTelInputGlobals || window.intlTelInput).getInstance(node));
        if (phone && phone.setNumber) return { kind: 'phone', api: phone, box: null, extras: [closest(node, '.iti,.intl-tel-input')].filter(isElement) };
        if (node._flatpickr) return { kind: 'clock', api: node._flatpickr, box: safely(() => node._flatpickr.altInput) || null };
        if (node.type === 'hidden' || node.type === 'checkbox' || node.type === 'radio' || node.type === 'file') return null;
        const role = attribute(node, 'role');
        if (role === 'combobox' || /^(list|both)$/.test(attribute(node, 'aria-autocomplete')) || attribute(node, 'aria-haspopup') === 'listbox')
            return { kind: node.readOnly ? 'picker' : 'suggest', box: node.readOnly && visibility.reasons(node).length > 0 ? drawnSelect(node) : null };
        return suggests.test(attribute(node, 'class')) && !node.readOnly ? { kind: 'suggest', box: null } : null;
    };

    const ofOther = (node) => {
        const role = attribute(node, 'role');
        const opens = attribute(node, 'aria-haspopup') === 'listbox' && name(node) === 'button';
        if (role === 'combobox' || opens) return { kind: 'picker', box: null };
        // An editable area that stands for itself brings its tools along.
        const quill = classed(node, /ql-editor/) && closest(node, '.ql-container');
        if (quill) return { kind: 'editor', library: '', area: node, box: null, extras: [quill, quill.previousElementSibling].filter((near) => classed(near, /ql-/)) };
        return null;
    };

    const memory = new Map();
    // The widget of a control: {kind, box?: the element a person sees instead, extras?: elements drawn around it, options?, api?, library?, area?, body?} or null.
    const find = (node) => {
        if (memory.has(node)) return memory.get(node);
        const tag = name(node);
        const look = tag === 'select' ? ofSelect : tag === 'textarea' ? ofTextarea : tag === 'input' ? ofInput : ofOther;
        const out = safely(() => look(node)) || null;
        if (out && out.box === node) out.box = null;
        memory.set(node, out);
        return out;
    };
    return { find, shown, safely };
}
