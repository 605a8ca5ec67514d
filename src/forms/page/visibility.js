// Whether a person would see a control, and how much it looks like a trap for robots.
// A function expression: (tools of common.js) => {reasons, judge, settle}.
(tools) => {
    'use strict';
    const { parent, name, type, attribute, closest, query, text } = tools;
    const trapName = new RegExp('honey|h[-_]?pot|gotcha|bot[-_ ]?(check|field|trap)|spam|leave[-_ ]?(this|it)?[-_ ]?(blank|empty)|' +
        'do[-_ ]?not[-_ ]?fill|fill(ed)?[-_ ]?by|(^|[^a-z])hp([^a-z]|$)|^fax[-_]only$|^b_[0-9a-f]{8,}_[0-9a-f]{6,}$', 'i');
    const trapText = new RegExp('leave (this|it|the) ?(field|box)? ?(blank|empty|alone)|(do not|don.t) (fill|write|type|enter)|' +
        'if you.?(re| are) (a )?(human|robot|bot|person)|not be filled|bitte (leer|frei) lassen|nicht ausf(ü|ue)llen|feld leer lassen|' +
        'ne (pas )?remplir|laisse[rz]? (ce champ )?vide|dej(e|ar) (este campo )?(vac[ií]o|en blanco)|lascia(re)? vuoto|leeg laten|' +
        'deix[ae] (este campo )?(vazio|em branco)|for validation purposes|(dient|zur|zu) .{0,20}validierung|' +
        '(fins|but|utilis[ée]) (de |à la )?validation|(fines|prop[oó]sitos|efectos) de validaci[oó]n|' +
        '(scopo|fini) di (convalida|validazione)|fins de valida[cç][aã]o|validatiedoeleinden', 'i');
    // "Leave this blank if the location is not important" is advice, unless it speaks of robots.
    const advice = /leave (this|it|the) ?(field|box)? ?(blank|empty|alone),? (if|unless|when|to|for) /ig;
    const robots = /human|robot|\bbots?\b|spam|(a|real) person/i;
    const standInClass = /select2|chosen|choices|selectize|ts-wrapper|tom-select|nice-select|selectric|bootstrap-select|ql-editor|tox|cke|mce|trumbowyg/i;

    // Facts of one element, shared by every control below it.
    const known = new Map();
    const facts = (node) => {
        let out = known.get(node);
        if (out) return out;
        const style = getComputedStyle(node);
        const tag = name(node);
        const frame = tag === 'body' || tag === 'html';
        out = {
            opacity: Number(style.opacity),
            clip: /rect\((0|1)(px)?,/.test(style.clip) || /inset\((50|100)%|circle\(0/.test(style.clipPath),
            cut: !frame && style.overflow !== 'visible' && (node.clientHeight <= 2 || node.clientWidth <= 2),
            hidden: attribute(node, 'aria-hidden') === 'true',
            inert: node.inert === true,
            marked: /honey|hpot|gotcha|bot-?trap|(^|[\s_-])hp([\s_-]|$)/i.test(attribute(node, 'class') + ' ' + attribute(node, 'id'))
        };
        known.set(node, out);
        return out;
    };
    const above = (node) => parent(node) || null;
    const climb = (node, visit) => {
        for (let at = node, level = 0; at && level < 30; level++) {
            if (type(at) === 1) visit(facts(at), at === node);
            at = type(at) === 11 ? at.host : above(at);
        }
    };

    const reasons = (node) => {
        const out = [];
        const say = (reason) => { if (out.indexOf(reason) < 0) out[out.length] = reason; };
        if (Element.prototype.getClientRects.call(node).length === 0) return ['not-rendered'];
        if (getComputedStyle(node).visibility !== 'visible') say('visibility');
        const area = tools.box(node);
        if (area.width <= 2 || area.height <= 2) say('tiny');
        const left = area.left + scrollX;
        const top = area.top + scrollY;
        const width = Math.max(innerWidth, document.documentElement.scrollWidth);
        if (left + area.width <= 0 || top + area.height <= 0 || left > width + 40) say('offscreen');
        let opacity = 1;
        climb(node, (fact, self) => {
            opacity *= fact.opacity;
            if (fact.clip) say('clip');
            if (fact.cut && !self) say('overflow');
            if (fact.inert) say('inert');
        });
        if (opacity < 0.05) say('opacity');
        return out;
    };

    // What a person clicks instead of an invisible control: its label, or the widget built beside it.
    const standIn = (entry, control) => {
        const { node } = entry;
        if (control.type === 'checkbox' || control.type === 'radio') {
            const drawn = tools.drawnChoice(node);
            if (drawn && reasons(drawn).length === 0) return drawn;
            const labels = node.labels || [];
            for (let i = 0; i < labels.length; i++)
                if (reasons(labels[i]).length === 0 && text(labels[i], 40) !== '') return labels[i];
            return null;
        }
        const box = entry.widget && entry.widget.box;
        if (box && reasons(box).every((reason) => reason === 'tiny')) return box;
        if (control.tag !== 'select' && control.tag !== 'textarea') return null;
        for (const near of [node.nextElementSibling, node.previousElementSibling, parent(node)]) {
            if (near && standInClass.test(attribute(near, 'class')) && reasons(near).length === 0) return near;
        }
        return null;
    };

    // Adds visible, hiddenReasons, proxy, standIn and honeypotScore. `control` already has its labels.
    const judge = (entry, control) => {
        const { node } = entry;
        const why = reasons(node);
        const instead = why.length > 0 ? standIn(entry, control) : null;
        const proxy = instead !== null || (why.length > 0 && control.type === 'file');
        let hidden = false;
        let marked = false;
        climb(node, (fact) => {
            hidden = hidden || fact.hidden;
            marked = marked || fact.marked;
        });
        const words = control.labels;
        let said = [words.for, words.wrap, words.aria, words.placeholder, words.title, words.described, words.previous, words.next].join(' | ');
        let score = 0;
        if (why.length > 0 && !proxy) {
            score += 1;
            for (const trick of ['offscreen', 'opacity', 'clip', 'tiny', 'overflow']) if (why.indexOf(trick) >= 0) { score += 2; break; }
        }
        const named = trapName.test(control.name) || trapName.test(control.id);
        const classed = trapName.test(control.classes);
        if (named || classed) score += 2;
        if (!robots.test(said)) said = said.replace(advice, '');
        if (trapText.test(said)) score += 4;
        if (marked) score += 2;
        if (hidden && !proxy) score += 1;
        if (attribute(node, 'tabindex') === '-1' && !proxy) score += 1;
        if (score > 0 && /^(off|nope|new-password)$/.test(control.autocomplete) && !proxy) score += 1;
        const honeypotByClass = (marked ? 2 : 0) + (classed && !named ? 2 : 0);
        return { honeypotByClass, visible: why.length === 0, hiddenReasons: why, proxy, standIn: instead || undefined, honeypotScore: score };
    };

    // Controls that are hidden together in the same way (a later step, a closed tab, a folded section) are no traps for being
    // hidden: only what their names and texts say still counts.
    const settle = (forms) => {
        for (let f = 0; f < forms.length; f++) {
            const alike = new Map();
            const controls = forms[f].controls;
            // A class that most fields of the form have is the style sheet's own prefix, no mark of traps.
            // Hidden inputs were not judged and have no points.
            let classed = 0;
            let judged = 0;
            for (let i = 0; i < controls.length; i++) {
                if (controls[i].honeypotByClass >= 0) judged++;
                if (controls[i].honeypotByClass > 0) classed++;
            }
            const common = classed >= 3 && 2 * classed > judged;
            for (let i = 0; i < controls.length; i++) {
                if (common && controls[i].honeypotByClass > 0) controls[i].honeypotScore -= controls[i].honeypotByClass;
                delete controls[i].honeypotByClass;
            }
            for (let i = 0; i < controls.length; i++) {
                const way = controls[i].hiddenReasons ? controls[i].hiddenReasons.join() : '';
                if (way !== '') alike.set(way, (alike.get(way) || 0) + 1);
            }
            for (let i = 0; i < controls.length; i++) {
                const way = controls[i].hiddenReasons ? controls[i].hiddenReasons.join() : '';
                const folded = way === 'not-rendered' || way.indexOf('overflow') >= 0;
                if (folded && alike.get(way) > 2 && controls[i].honeypotScore <= 3) controls[i].honeypotScore = 0;
            }
        }
    };

    return { reasons, judge, settle };
}
