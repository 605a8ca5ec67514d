// Any number of small directories in this process, one a host name (d007.localhost), that write down what each of them received.
// They outlive every process that a test kills.
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const page = (title, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`;
const field = (name, label, type = 'text') => `<p><label for="${name}">${label}</label> <input id="${name}" name="${name}" type="${type}"></p>`;

const form = page('Add your business', `<form method="post" action="/add">
${field('company', 'Business name')}${field('mail', 'E-mail', 'email')}${field('tel', 'Phone', 'tel')}${field('web', 'Website', 'url')}
${field('street', 'Street address')}${field('town', 'City')}${field('zip', 'ZIP code')}
<p><label for="about">Description</label> <textarea id="about" name="about"></textarea></p>
<button type="submit">Submit listing</button></form>`);

export class Sites {
    /** `count` directories, named d000, d001, ...; each takes `answerMs` to answer a submission. */
    static async start(count, { answerMs = 0 } = {}) {
        const sites = new Sites();
        sites.names = Array.from({ length: count }, (_, i) => `d${String(i).padStart(3, '0')}`);
        sites.received = []; // { site, business, at }
        sites.server = createServer((request, response) => sites.serve(request, response, answerMs));
        await new Promise((resolve) => sites.server.listen(0, '127.0.0.1', resolve));
        sites.port = sites.server.address().port;
        return sites;
    }

    serve(request, response, answerMs) {
        const site = request.headers.host.split('.')[0];
        const answer = (status, text) => response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(text);
        if (request.method === 'GET' && request.url === '/add') return answer(200, form);
        if (request.method !== 'POST' || request.url !== '/add') return answer(404, page('Not found', '<p>No such page.</p>'));
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
            const business = new URLSearchParams(body).get('company') ?? '';
            this.received.push({ site, business, at: Date.now() });
            setTimeout(() => answer(200, page('Thank you', `<p>Your listing ${escape(business)} was received and is now waiting for approval.</p>`)), answerMs);
        });
    }

    origin(name) {
        return `http://${name}.localhost:${this.port}`;
    }

    /** A file for `directory-bolt directories import`; `change(index)` overrides fields of a directory. */
    writeCatalog(path, change = () => ({})) {
        const rows = this.names.map((name, index) => ({ name, title: `Directory ${name}`, website: `${this.origin(name)}/`, submission_url: `${this.origin(name)}/add`, policy: 'allowed', pacing_ms: 100, ...change(index) }));
        writeFileSync(path, JSON.stringify({ directories: rows }));
        return path;
    }

    /** How often each site received a business whose name has `tag` in it: Map of site to count. */
    countsOf(tag) {
        const counts = new Map();
        for (const { site, business } of this.received) if (business.includes(tag)) counts.set(site, (counts.get(site) ?? 0) + 1);
        return counts;
    }

    stop() {
        this.server.closeAllConnections();
        return new Promise((resolve) => this.server.close(resolve));
    }
}
