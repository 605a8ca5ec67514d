// Waits for the choices that a field suggests and tells them. A function expression: (tools of common.js, visibility,
// {selector, known, most}) => a promise of {options: [{text, selector}], active: selector of the text field that has the focus,
// "" if none}. `known` are selectors+texts told by an earlier look: choices that have not changed since then do not count.
// It resolves when the list has stayed the same for a moment, at the latest after `most` milliseconds.
async (tools, visibility, asked) => {
    'use strict';
    const { attribute, clean, name, type, parent, previous, query, queryAll, matches, has } = tools;
    const steady = 180; // ms without a change: lists that are drawn in several steps are whole by then
    const likely = '[role=option],.select2-results__option,.select2-result-selectable,.ui-autocomplete > li,.ui-menu-item,.tt-suggestion,.pac-item,' +
        '.autocomplete-suggestion,.autocomplete-item,.awesomplete li,.active-result,.vs__dropdown-option,.ng-option,.multiselect__element,' +
        '[role=listbox] li,[class*="suggestion" i] li,[class*="autocomplete" i] li,[class*="typeahead" i] li,[class*="__option" i],[id*="-option-"],' +
        '[class*="suggestion-item" i],[class*="autocomplete" i] [class*="item" i]';
    const idle = /^(loading|searching|please (enter|type|wait)|no (results?|matches|options)|nothing found|type to search|wird geladen|suche|keine (ergebnisse|treffer)|bitte)\b|(\.\.\.|…)$/i;

    const path = (target) => {
        let out = '';
        let at = target;
        for (; at && type(at) === 1; at = parent(at)) {
            let position = 1;
            for (let sibling = previous(at); sibling; sibling = previous(sibling))
                if (type(sibling) === 1 && name(sibling) === name(at)) position++;
            out = name(at) + ':nth-of-type(' + position + ')' + (out === '' ? '' : ' > ' + out);
        }
        return at && type(at) === 11 && at.host ? path(at.host) + ' >> ' + out : out;
    };
    const node = tools.locate(asked.selector);
    const roots = () => {
        const out = [document];
        const home = node && node.getRootNode();
        if (home && home !== document) out[out.length] = home;
        return out;
    };
    // The list that the field itself names comes first.
    const named = () => {
        const focus = document.activeElement;
        for (const each of [node, focus, node && query(node, '[aria-controls],[aria-owns]')]) {
            if (!each || type(each) !== 1) continue;
            for (const key of ['aria-controls', 'aria-owns']) {
                const id = attribute(each, key).split(/\s+/)[0];
                const found = id === '' ? null : each.getRootNode().getElementById(id);
                if (found && tools.rendered(found)) return found;
            }
        }
        return null;
    };
    const look = () => {
        const out = [];
        const own = named();
        const take = (all) => {
            for (let i = 0; i < all.length && out.length < 200; i++) {
                const each = all[i];
                if (!tools.rendered(each) || attribute(each, 'aria-disabled') === 'true' || has(each, 'disabled')) continue;
                if (query(each, likely) && !matches(each, '[role=option]')) continue; // a list in the list: its own lines count
                const words = clean(each.innerText || '', 200);
                if (words === '' || idle.test(words)) continue;
                out[out.length] = { text: words, selector: path(each) };
            }
        };
        if (own) take(queryAll(own, '[role=option],li,[class*="option" i]'));
        if (out.length > 0) return out;
        for (const root of roots()) take(queryAll(root, likely));
        return out;
    };
    const known = new Set((asked.known || []).map((each) => each.selector + '\n' + each.text));
    const fresh = () => look().filter((each) => !known.has(each.selector + '\n' + each.text));
    const write = (options) => options.map((each) => each.selector + '\n' + each.text).join('\n\n');

    const options = await new Promise((done) => {
        let last = fresh();
        let timer = 0;
        const end = () => { clearTimeout(timer); clearTimeout(limit); watch.disconnect(); done(last); };
        const settle = () => {
            const now = fresh();
            if (now.length > 0 && write(now) === write(last)) return end();
            last = now;
            timer = now.length > 0 ? setTimeout(settle, steady) : 0;
        };
        const watch = new MutationObserver(() => { if (timer === 0) timer = setTimeout(settle, steady); });
        const limit = setTimeout(() => { last = fresh(); end(); }, asked.most);
        for (const root of roots()) watch.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
        if (asked.most <= 1 || last.length > 0) timer = setTimeout(settle, asked.most <= 1 ? 0 : steady);
    });
    let focus = document.activeElement;
    while (focus && focus.shadowRoot && focus.shadowRoot.activeElement) focus = focus.shadowRoot.activeElement;
    const takesText = focus && ((name(focus) === 'input' && /^(text|search|email|url|tel|)$/.test(focus.type) && !focus.readOnly) || focus.isContentEditable);
    return { options, active: takesText ? path(focus) : '' };
}
