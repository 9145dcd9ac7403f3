/** A request as kubectl writes it: a verb, and a resource or a path. */
import { type AccessRequest, showResource } from '../../../model/access.ts'
import { KnownError } from '../../../model/errors.ts'
import { nearest } from '../../../model/nearest.ts'
import { isClusterScoped, type KnownResource, knownSubresources, type Vocabulary } from './known-resources.ts'

/** What is asked, without a place. */
export interface AskedRequest {
	/** e.g. `create pods/exec` */
	readonly words: string
	/** Whether it is about the whole cluster alone: its objects are in no namespace, or it is a path. */
	readonly clusterScoped: boolean
	/** The request in a namespace; in the whole cluster where none is named. */
	readonly at: (namespace: string | undefined) => AccessRequest
}

const usualVerbs =
	'get list watch create update patch delete deletecollection impersonate bind escalate use approve sign attest'.split(
		' ',
	)

/** What people take for verbs, and what is asked in truth. */
const noVerbs: Readonly<Record<string, string>> = {
	exec: '"create pods/exec"',
	attach: '"create pods/attach"',
	'port-forward': '"create pods/portforward"',
	portforward: '"create pods/portforward"',
	log: '"get pods/log"',
	logs: '"get pods/log"',
	scale: '"patch deployments.apps/scale"',
	evict: '"create pods/eviction"',
	read: 'get, list or watch',
	describe: 'get',
	write: 'create, update, patch or delete',
	edit: 'update or patch',
	apply: 'patch, and create where there is none',
	remove: 'delete',
}

/**
 * Reads a verb and a resource.
 *
 * @param resource - `pods/exec`, `deployments.apps/scale`, a short name such as `deploy`, or a path such as `/metrics`
 * @param name - of one object
 * @returns an error with the code `usage/request` and a hint where the words mean nothing
 */
export function askRequest(
	vocabulary: Vocabulary,
	verb: string,
	resource: string,
	name?: string,
): AskedRequest | KnownError {
	if (!usualVerbs.includes(verb) && (verb === '*' || !vocabulary.verbs.has(verb))) return noVerb(verb)
	if (resource.startsWith('/'))
		return { words: `${verb} ${resource}`, clusterScoped: true, at: () => ({ verb, path: resource }) }
	const [word = '', subresource, ...more] = resource.split('/')
	if (word === '' || subresource === '' || more.length > 0)
		return wrong(`"${resource}" is no resource`, 'Write it as kubectl does: pods/exec, deployments.apps/scale.')
	const known = find(vocabulary, word)
	if (known instanceof KnownError) return known
	const slip =
		subresource === undefined || knownSubresources.includes(subresource)
			? undefined
			: nearest(subresource, knownSubresources)
	if (slip !== undefined) return wrong(`"${resource}" is no resource`, `Did you mean ${word}/${slip}?`)
	const asked = {
		verb,
		group: known.group,
		resource: known.resource,
		...(subresource === undefined ? {} : { subresource }),
		...(name === undefined ? {} : { name }),
	}
	const words = `${verb} ${showResource(asked)}${name === undefined ? '' : ` ${name}`}`
	// A Namespace is in itself, as the API server's authorizers see it; a new one, and all of them, are in none.
	const isNamespace = known.group === '' && known.resource === 'namespaces'
	if (isNamespace && !['create', 'list', 'watch', 'deletecollection'].includes(verb))
		return {
			words,
			clusterScoped: name !== undefined,
			at: (namespace = name) => ({ ...asked, ...(namespace === undefined ? {} : { namespace, name: namespace }) }),
		}
	return {
		words,
		clusterScoped: isNamespace || !(known.namespaced ?? !isClusterScoped(known.group, known.resource)),
		at: (namespace) => ({ ...asked, ...(namespace === undefined ? {} : { namespace }) }),
	}
}

/** `deployments`, `deployments.apps` or a short name. */
function find({ meanings, words }: Vocabulary, word: string): KnownResource | KnownError {
	const dot = word.indexOf('.')
	const [resource, group] = dot < 0 ? [word, undefined] : [word.slice(0, dot), word.slice(dot + 1)]
	const found = meanings(resource.toLowerCase())
	if (group === undefined) {
		const [usual] = found
		if (usual !== undefined) return usual
		const meant = nearest(word, words)
		return wrong(
			`there is no resource "${word}"`,
			meant === undefined
				? `Write the plural, with its group where it is not of Kubernetes: ${word}.example.org.`
				: `Did you mean ${meant}?`,
		)
	}
	const exact = found.find((each) => each.group === group)
	if (exact !== undefined) return exact
	const meant = nearest(
		group,
		found.map((each) => each.group),
	)
	if (meant !== undefined)
		return wrong(`there is no resource "${word}"`, `Did you mean ${showResource({ group: meant, resource })}?`)
	return { group, resource, namespaced: undefined }
}

function noVerb(verb: string): KnownError {
	const meant = noVerbs[verb] ?? nearest(verb, usualVerbs)
	return wrong(
		`"${verb}" is no verb of the API`,
		meant === undefined ? `Verbs are: ${usualVerbs.join(', ')}.` : `Did you mean ${meant}?`,
	)
}

function wrong(message: string, hint: string): KnownError {
	return new KnownError('usage/request', message, { exit: 'usage', hint })
}
