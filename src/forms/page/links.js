// Where the page leads: links, buttons that go somewhere, forms without fields. A function expression:
// (tools of common.js) => JSON text for read_links().
(tools) => {
    'use strict';
    const { attribute, clean, text, queryAll, name, rendered } = tools;
    const links = [];
    const add = (node, address) => {
        let url = '';
        try { url = new URL(address, document.baseURI).href; } catch (error) { return; }
        if (!/^https?:/i.test(url) || links.length >= 400) return;
        links[links.length] = {
            url: url.slice(0, 2000), text: text(node, 120) || clean(attribute(node, 'value'), 120),
            title: clean(attribute(node, 'title') || attribute(node, 'aria-label'), 120), visible: rendered(node)
        };
    };
    const nodes = queryAll(document, 'a[href],area[href],button,input[type=button],input[type=submit],[role=button],[role=link],[data-href]');
    for (let i = 0; i < nodes.length && i < 5000; i++) {
        const node = nodes[i];
        const tag = name(node);
        if (tag === 'a' || tag === 'area') { add(node, attribute(node, 'href')); continue; }
        const script = /(?:location(?:\.href)?\s*=|location\.assign\(|window\.open\()\s*['"]([^'"]{1,1000})['"]/.exec(attribute(node, 'onclick'));
        if (script) { add(node, script[1]); continue; }
        if (attribute(node, 'data-href') !== '') { add(node, attribute(node, 'data-href')); continue; }
        // A form that is only a button: some sites link like that.
        const form = node.form;
        if (form && !/^post$/i.test(attribute(form, 'method')) && attribute(form, 'action') !== '' &&
            queryAll(form, 'input:not([type=hidden]):not([type=submit]):not([type=button]),select,textarea').length === 0)
            add(node, attribute(form, 'action'));
    }
    return tools.write({ links });
}
