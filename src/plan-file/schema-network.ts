/** The part of the schema that describes what may pass the walls. */
import { dnsPresets, ingressPresets } from '../model/presets.ts'
import { labels, name } from './schema-parts.ts'
import { matching, oneWord, text, whole } from './shape.ts'
import { anyList, list, map, oneOf, optional } from './shapes.ts'

const cidr = text('A range of addresses, e.g. 203.0.113.0/24.')

const namespace = oneOf(
	[name("The namespace's name."), labels('Labels of namespaces.')],
	"must be a namespace's name or a map of labels",
	'A namespace by its name, or namespaces by their labels.',
)

const addresses = map(
	{ cidr, except: optional(list(text('A range inside it.'), 'Ranges inside it that do not belong to it.')) },
	'Addresses outside the cluster.',
)

const peer = oneOf(
	[
		map(
			{
				stage: text('The name of a stage, or "*" for all of them.'),
				app: optional(text('Only the namespaces of this app.')),
				pods: optional(labels('Only pods with these labels.')),
			},
			'Pods of a stage.',
		),
		map({ namespace, pods: optional(labels('Only pods with these labels.')) }, 'Pods of a namespace that is no stage.'),
		addresses,
	],
	'must be a map with one of stage, namespace and cidr',
	'One end of the connection: a stage, a namespace that is none, or addresses.',
)

const port = oneOf(
	[whole(1, 65_535, 'A port.'), text('A port, a range of ports or the name of a port, with a protocol.')],
	'must be a port, such as 9090, 53/UDP, 8000-8100/TCP or http',
	'A port (9090), with protocol (53/UDP), a range (8000-8100/TCP), or the name of a port (http).',
)

const allow = map(
	{
		name: optional(
			matching(
				/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/,
				'must be lower-case letters, digits and "-", at most 40 characters',
				'A part of the names of the policies; default: made of the reason.',
			),
		),
		from: peer,
		to: peer,
		ports: optional(list(port, 'The ports; all of them where none is given.')),
		reason: text('Why there is a way through the wall.'),
	},
	'A way through a wall.',
)

const dnsPorts = optional(list(whole(1, 65_535, 'A port.'), 'The ports of the pods, each for UDP and TCP; default 53.'))

/** What may pass the walls besides the traffic of each stage. */
export const network = map(
	{
		ingress: optional(
			oneOf(
				[
					text('A preset, or none.', { enum: [...Object.keys(ingressPresets), 'none'] }),
					map({ namespace, pods: labels('Labels of its pods.') }, 'The pods of an ingress controller.'),
					addresses,
				],
				'must be a preset, "none", or a map with one of namespace and cidr',
				'Who routes requests from outside to the stages: a preset, the pods, the addresses, or none (the default).',
			),
		),
		dns: optional(
			oneOf(
				[
					text('A preset, or auto.', { enum: ['auto', ...Object.keys(dnsPresets)] }),
					map({ namespace, pods: labels('Labels of its pods.'), ports: dnsPorts }, 'The pods that resolve names.'),
					map({ cidr, ports: dnsPorts }, 'The addresses that resolve names.'),
				],
				'must be "auto", a preset, or a map with one of namespace and cidr',
				'Where names are resolved: auto (found out from the cluster, the default), a preset, the pods, or the addresses.',
			),
		),
		peers: optional(
			oneWord(
				['labels', 'names'],
				'How the namespaces of a stage know each other: by the stage label (the default), or also by their names, which nobody can forge.',
			),
		),
		allow: optional(anyList(allow, 'The ways through a wall.')),
	},
	'What may pass the walls besides the traffic of each stage.',
)
