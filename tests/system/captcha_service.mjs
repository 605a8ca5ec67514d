// Stands in for 2Captcha's API v2: its methods, its errors and its numbers, on a port of this process. What it "solves" it tells sites
// of the same process; pictures it reads (captcha_reader.mjs). How it behaves to a token captcha depends on the site key.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { readDigits } from './captcha_reader.mjs';

const errors = { ERROR_KEY_DOES_NOT_EXIST: 1, ERROR_ZERO_BALANCE: 10, ERROR_CAPTCHA_UNSOLVABLE: 12, ERROR_NO_SUCH_METHOD: 14, ERROR_NO_SUCH_CAPCHA_ID: 16, ERROR_TASK_ABSENT: 22, ERROR_TASK_NOT_SUPPORTED: 23, ERROR_BAD_PARAMETERS: 110 };
const needed = { ImageToTextTask: ['body'], TurnstileTaskProxyless: ['websiteURL', 'websiteKey'], RecaptchaV2TaskProxyless: ['websiteURL', 'websiteKey'], RecaptchaV2EnterpriseTaskProxyless: ['websiteURL', 'websiteKey'] };

export class CaptchaService {
    static async start({ key = 'a-test-key-of-no-service', balance = 5 } = {}) {
        const service = Object.assign(new CaptchaService(), { key, balance, requests: [], tasks: new Map(), tokens: new Set(), reports: [], next: 74_372_499_131 });
        service.server = createServer((request, response) => {
            const chunks = [];
            request.on('data', (chunk) => chunks.push(chunk));
            request.on('end', () => {
                const method = request.url.slice(1);
                let answer;
                try {
                    const body = JSON.parse(Buffer.concat(chunks));
                    service.requests.push({ method, verb: request.method, type: request.headers['content-type'], body });
                    answer = service.answer(method, body);
                } catch (error) {
                    service.problems.push(`${method}: ${error.message}`);
                    answer = service.fail('ERROR_BAD_PARAMETERS');
                }
                const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
                response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(text);
            });
        });
        service.problems = [];
        await new Promise((resolve) => service.server.listen(0, '127.0.0.1', resolve));
        service.url = `http://127.0.0.1:${service.server.address().port}`;
        return service;
    }

    fail(errorCode) {
        return { errorId: errors[errorCode], errorCode, errorDescription: `described: ${errorCode}` };
    }

    answer(method, body) {
        if (body.clientKey !== this.key) return this.fail('ERROR_KEY_DOES_NOT_EXIST');
        if (method === 'getBalance') return { errorId: 0, balance: this.balance };
        if (method === 'createTask') return this.create(body.task);
        const task = this.tasks.get(body.taskId);
        if (!task) return this.fail('ERROR_NO_SUCH_CAPCHA_ID');
        if (method === 'reportCorrect' || method === 'reportIncorrect') {
            this.reports.push({ method, type: task.type, websiteURL: task.websiteURL });
            return { errorId: 0, status: 'success' };
        }
        return method === 'getTaskResult' ? this.result(task) : this.fail('ERROR_NO_SUCH_METHOD');
    }

    create(task) {
        if (!task) return this.fail('ERROR_TASK_ABSENT');
        if (!needed[task.type]) return this.fail('ERROR_TASK_NOT_SUPPORTED');
        if (!needed[task.type].every((each) => typeof task[each] === 'string' && task[each] !== '')) return this.fail('ERROR_BAD_PARAMETERS');
        if (this.balance < 0.001) return this.fail('ERROR_ZERO_BALANCE');
        this.tasks.set(this.next, { ...task });
        return { errorId: 0, taskId: this.next++ };
    }

    result(task) {
        const kind = task.websiteKey ?? '';
        if (kind.includes('unsolvable')) return this.fail('ERROR_CAPTCHA_UNSOLVABLE');
        if (kind.includes('slow')) return { errorId: 0, status: 'processing' };
        if (kind.includes('nonsense')) return '<html><h1>502 Bad Gateway</h1>';
        // Nobody is that fast: the first look is always too early.
        if (!task.seen) { task.seen = true; return { errorId: 0, status: 'processing' }; }
        this.balance -= 0.00145;
        const done = { errorId: 0, status: 'ready', cost: '0.00145', ip: '127.0.0.1', createTime: 1692863536, endTime: 1692863556, solveCount: 1 };
        if (task.type === 'ImageToTextTask') return { ...done, solution: { text: readDigits(Buffer.from(task.body, 'base64')) } };
        const token = `0.${randomUUID()}`;
        if (!kind.includes('refused')) this.tokens.add(token);
        const solution = task.type.startsWith('Turnstile') ? { token, userAgent: 'Mozilla/5.0' } : { gRecaptchaResponse: token, token };
        return { ...done, solution };
    }

    /** What the site's own check of a token would say: once. */
    takes(token) {
        return this.tokens.delete(token);
    }

    stop() {
        this.server.closeAllConnections();
        return new Promise((resolve) => this.server.close(resolve));
    }
}

const form = (widget) => `<!doctype html><html lang="en"><head><title>Add your business</title></head><body><h1>Add your business</h1><form method="post" action="/add">
<label>Business name <input name="company" required></label><label>E-mail <input name="mail" type="email" required></label><label>Phone <input name="tel" type="tel"></label>
<label>Website <input name="web" type="url"></label><label>City <input name="town"></label><label>Description <textarea name="about"></textarea></label>${widget}<button type="submit">Submit listing</button></form></body></html>`;

/** Small directories with a token captcha; `keys`: host name's first part to {kind, key}. They take a token that the service gave. */
export class CaptchaSites {
    static async start(service, keys) {
        const sites = Object.assign(new CaptchaSites(), { received: [] });
        sites.server = createServer((request, response) => {
            const name = request.headers.host.split('.')[0], { kind, key } = keys[name] ?? {};
            const answer = (status, text) => response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(text);
            if (!key || request.url !== '/add') return answer(404, 'Not found');
            const [style, field] = kind === 'turnstile' ? ['cf-turnstile', 'cf-turnstile-response'] : ['g-recaptcha', 'g-recaptcha-response'];
            const widget = `<div class="${style}" data-sitekey="${key}"></div>`;
            if (request.method !== 'POST') return answer(200, form(widget));
            let body = '';
            request.on('data', (chunk) => (body += chunk));
            request.on('end', () => {
                const fields = new URLSearchParams(body), good = service.takes(fields.get(field) ?? '');
                sites.received.push({ site: name, good, business: fields.get('company') });
                if (good) return answer(200, '<!doctype html><h1>Thank you</h1><p>Your listing was received and is now waiting for approval.</p>');
                answer(200, form(`<p class="error" role="alert">The captcha verification failed. Please try again.</p>${widget}`));
            });
        });
        await new Promise((resolve) => sites.server.listen(0, '127.0.0.1', resolve));
        sites.port = sites.server.address().port;
        return sites;
    }

    stop() {
        this.server.closeAllConnections();
        return new Promise((resolve) => this.server.close(resolve));
    }
}
