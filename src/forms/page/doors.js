// Lists what a visitor can press to come nearer to a form: links and buttons with their words, and the text of the card
// (plan, tile) that each stands in. A function expression: (tools of common.js, visibility of visibility.js) => JSON text
// for read_doors().
(tools, visibility) => {
    'use strict';
    const { parent, previous, type, name, attribute, has, queryAll, clean, text } = tools;
    const most = { candidates: 3000, doors: 300, text: 120, card: 400 };
    const all = queryAll(document, 'a[href],button,input[type=submit],input[type=button],[role=button],[role=link],summary,' +
        '[data-toggle],[data-bs-toggle],[onclick]');
    const words = (node) => clean((name(node) === 'input' ? attribute(node, 'value') : text(node, most.text)) ||
        attribute(node, 'aria-label') || attribute(node, 'title'), most.text);
    const path = (node) => {
        let out = '';
        for (let at = node; at && type(at) === 1; at = parent(at)) {
            let position = 1;
            for (let sibling = previous(at); sibling; sibling = previous(sibling))
                if (type(sibling) === 1 && name(sibling) === name(at)) position++;
            const top = name(at) === 'body' || name(at) === 'html';
            const step = top ? name(at) : name(at) + ':nth-of-type(' + position + ')';
            out = out === '' ? step : step + ' > ' + out;
            if (name(at) === 'body') break;
        }
        return out;
    };
    // How many candidates lie below each element: a card is the widest element around one that holds no other.
    const below = new Map();
    const chosen = [];
    for (let i = 0; i < all.length && i < most.candidates && chosen.length < most.doors; i++) {
        const node = all[i];
        if (visibility.reasons(node).length > 0 || node.disabled === true || words(node) === '') continue;
        chosen[chosen.length] = node;
        for (let at = parent(node), level = 0; at && type(at) === 1 && level < 12; at = parent(at), level++)
            below.set(at, (below.get(at) || 0) + 1);
    }
    const card = (node) => {
        let out = node;
        for (let at = parent(node), level = 0; at && type(at) === 1 && below.get(at) === 1 && level < 12; at = parent(at), level++) {
            if (/^(main|body|html|form)$/.test(name(at))) break;
            out = at;
        }
        return text(out, most.card);
    };
    const doors = [];
    for (let i = 0; i < chosen.length; i++) {
        const node = chosen[i];
        const form = tools.owner(node);
        const unfolds = attribute(node, 'aria-expanded') === 'false' || has(node, 'data-toggle') || has(node, 'data-bs-toggle') ||
            /dialog|true/.test(attribute(node, 'aria-haspopup')) || name(node) === 'summary';
        doors[doors.length] = { selector: path(node), text: words(node),
            url: name(node) === 'a' ? String(node.href).slice(0, 2000) : '', card: card(node), unfolds,
            inForm: form ? queryAll(form, 'input:not([type=hidden]):not([type=radio]):not([type=submit]),select,textarea').length > 0 : false };
    }
    return tools.write({ url: location.href.slice(0, 2000), doors });
}
