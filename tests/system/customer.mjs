// A customer's browser as fetch sees it: cookies kept, the Origin of our own pages. For the tests of the customer's side.
export class Visitor {
    constructor(bolt) {
        this.bolt = bolt;
        this.cookies = new Map();
    }

    async call(method, path, body, headers = {}) {
        const isBytes = body instanceof Uint8Array;
        const response = await fetch(this.bolt.url + path, {
            method,
            redirect: 'manual',
            headers: {
                Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
                Origin: this.bolt.url,
                ...(body === undefined ? {} : { 'Content-Type': isBytes ? 'image/png' : 'application/json' }),
                ...headers,
            },
            ...(body === undefined ? {} : { body: isBytes || typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        for (const cookie of response.headers.getSetCookie()) {
            const [pair] = cookie.split(';');
            const equals = pair.indexOf('=');
            if (/Max-Age=0/.test(cookie)) this.cookies.delete(pair.slice(0, equals));
            else this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
        }
        const text = await response.text();
        const isJson = /json/.test(response.headers.get('content-type') ?? '');
        return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : undefined };
    }

    /** Opens a checkout as the packages page does; gives its id. */
    async begin(choice = {}) {
        const { body: shop } = await this.call('GET', '/api/packages');
        return this.call('POST', '/api/checkout', { package: 'starter', add_ons: [], terms: shop.terms_version, ...choice });
    }

    /** Buys through the marked test checkout and opens the order; gives the job's id. */
    async buy(buyer, choice) {
        const { body: checkout } = await this.begin(choice);
        const paid = await this.call('POST', `/api/checkout/${checkout.id}/test`, buyer);
        if (paid.status !== 200) throw new Error(paid.text);
        const claimed = await this.call('POST', `/api/checkout/${checkout.id}/claim`, {});
        if (claimed.status !== 200) throw new Error(claimed.text);
        return claimed.body.job_id;
    }
}

/** A whole profile, as the form sends it. */
export const profileOf = (tag, more = {}) => ({
    business_name: `Copper Kettle ${tag}`, contact_first_name: 'Ines', contact_last_name: 'Moreau', email: `ines+${tag}@copperkettle.example.com`,
    phone: '+1 512 555 0142', website: 'https://copperkettle.example.com/', address: '7 Canal Row', city: 'Austin', state: 'TX', postal_code: '78701',
    country: 'US', description: 'Copper Kettle is a tea room in Austin with forty teas, fresh scones and a quiet garden behind the house.',
    categories: ['Tea room', 'Cafe'], hours: { mon: [{ opens: '09:00', closes: '17:00' }], sun: [] }, ...more,
});
