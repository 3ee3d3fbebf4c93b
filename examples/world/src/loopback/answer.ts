import type { ServerResponse } from 'node:http';

export const answerJson = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** What a load balancer answers in the place of the service behind it. */
export const answerHtml = (response: ServerResponse, status: number, title: string): void => {
  response
    .writeHead(status, { 'content-type': 'text/html' })
    .end(`<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
};
