/**
 * An API server that has nothing to do but to send lists in pages: `tsx paged-server.ts FOLDER`, where FOLDER holds the answers to
 * each path and page. Prints its port.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const [folder = '.'] = process.argv.slice(2)
const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Readonly<Record<string, string>>
const pages = new Map(Object.entries(index).map(([path, file]) => [path, readFileSync(join(folder, file))]))

const server = createServer((request, response) => {
	const url = new URL(request.url ?? '/', 'http://localhost')
	const page = url.searchParams.get('continue') ?? ''
	const body = pages.get(`${url.pathname}?${page}`)
	response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
	response.end(body ?? '{"kind":"Status","status":"Failure","code":404,"reason":"NotFound","message":"not found"}')
})
server.listen(0, '127.0.0.1', () => {
	const address = server.address()
	console.log(typeof address === 'object' && address !== null ? address.port : '')
})
