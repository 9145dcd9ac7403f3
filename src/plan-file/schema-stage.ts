/** The part of the schema that describes a stage. */
import * as z from 'zod/mini'
import {
	described,
	dotted,
	keyAndValue,
	labelKey,
	labels,
	list,
	map,
	matching,
	named,
	oneOf,
	quantity,
	text,
	whole,
} from './schema-parts.ts'

function resources(description: string) {
	return map(
		{
			cpu: z.optional(quantity('Processor time, e.g. 2 or 500m.')),
			memory: z.optional(quantity('Memory, e.g. 64Gi.')),
			ephemeralStorage: z.optional(quantity('Local disk of the node, e.g. 10Gi.')),
		},
		description,
	)
}

const budget = map(
	{
		cpu: quantity(
			'Processor time that all containers together may request; also their limit, unless limits says otherwise.',
		),
		memory: quantity(
			'Memory that all containers together may request; also their limit, unless limits says otherwise.',
		),
		ephemeralStorage: z.optional(quantity('Local disk of the nodes that all containers together may request.')),
		limits: z.optional(
			resources('The most that the limits of all containers may add up to; default: what they may request.'),
		),
		storage: z.optional(quantity('Storage that all claims together may request.')),
		pods: z.optional(quantity('How many pods.')),
		persistentVolumeClaims: z.optional(quantity('How many claims for storage.')),
		services: z.optional(quantity('How many services.')),
		loadBalancers: z.optional(quantity('How many services of the type LoadBalancer; default 0.')),
		nodePorts: z.optional(quantity('How many node ports; default 0.')),
		objects: z.optional(
			named(
				dotted('A resource with its group, e.g. deployments.apps.'),
				quantity('How many of them.'),
				'How many objects of other resources.',
			),
		),
		extended: z.optional(
			named(
				matching(
					/^(?=[^/]{1,253}\/)[a-z0-9][-a-z0-9.]*\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
					'must be an extended resource, such as nvidia.com/gpu',
					'An extended resource, e.g. nvidia.com/gpu.',
				),
				quantity('How many of them.'),
				'Extended resources of the nodes, such as GPUs.',
			),
		),
	},
	'What all namespaces of the stage together may use. It is divided over them by the shares of their apps.',
	{ id: 'budget' },
)

export const containers = oneOf(
	[
		z.literal('declared'),
		map(
			{
				request: z.optional(resources('What a container requests that does not say; default 100m and 128Mi.')),
				limit: z.optional(resources('The limit of a container that does not say; default 500m and 512Mi.')),
				max: z.optional(resources('The most that any container may ask for.')),
			},
			'Defaults for containers that do not declare their resources.',
		),
	],
	'must be "declared" or a map of request, limit and max',
	'"declared": every container has to declare its resources. Otherwise the defaults for those that do not.',
)

export const isolation = described(
	z.enum(['stage', 'app', 'namespace']),
	'Whom a pod may talk to: its stage (the default), its app in this stage, or its namespace.',
)

const level = described(z.enum(['privileged', 'baseline', 'restricted']), 'A level of the Pod Security Standards.')

export const podSecurity = oneOf(
	[
		level,
		map(
			{
				enforce: z.optional(level),
				warn: z.optional(level),
				version: z.optional(
					matching(
						/^(v1\.(0|[1-9]\d{0,2})|latest)$/,
						'must be a version of Kubernetes, such as v1.36, or latest',
						'The version of the standards, e.g. v1.36. Pinned, so that an upgrade of the cluster refuses nothing that ran before.',
					),
				),
			},
			'Levels and version of the Pod Security Standards.',
		),
	],
	'must be privileged, baseline, restricted or a map of enforce, warn and version',
	'The Pod Security Standard of the stage; default: enforce baseline, warn restricted.',
)

const nodes = map(
	{
		labelled: z.optional(described(z.literal(true), 'Its pods are drawn to the nodes.')),
		tainted: z.optional(described(z.literal(true), 'Foreign pods are kept off the nodes.')),
		dedicated: z.optional(described(z.literal(true), 'Both: its pods run there, and nobody else.')),
		label: z.optional(
			keyAndValue('The label of the nodes, as key or key=value; default node-restriction.kubernetes.io/stage=STAGE.'),
		),
		taint: z.optional(keyAndValue('The taint of the nodes, as key or key=value; default stage=STAGE.')),
		select: z.optional(
			map(
				{
					labels: z.optional(labels('Nodes with these labels.')),
					names: z.optional(list(dotted("A node's name."), 'Nodes by name.')),
				},
				'Which nodes belong to the stage.',
			),
		),
	},
	'Nodes of its own: labelled, tainted or dedicated.',
)

const priority = oneOf(
	[
		whole(-2_147_483_648, 1_000_000_000, 'The value of the priority class.'),
		map(
			{
				value: whole(-2_147_483_648, 1_000_000_000, 'The value of the priority class.'),
				preempts: z.optional(
					described(z.boolean(), 'Whether its pods may push out pods of a lower priority; default true.'),
				),
			},
			'A priority class.',
		),
	],
	'must be a whole number or a map of value and preempts',
	'A priority class for the pods of the stage.',
)

/** One stage. */
export const stage = map(
	{
		cluster: z.optional(text('One of the clusters; needless where there is only one.')),
		budget: z.optional(budget),
		containers: z.optional(containers),
		access: z.optional(
			named(
				text('One of the people.'),
				text('An access level: none, view, operate, deploy, near-admin, or one of the levels.'),
				'Who may do what in the namespaces of the stage.',
			),
		),
		isolation: z.optional(isolation),
		podSecurity: z.optional(podSecurity),
		nodes: z.optional(nodes),
		priority: z.optional(priority),
	},
	'A step on the way to production. Its workloads talk to nobody but themselves.',
	{ id: 'stage' },
)

/** The labels by which the walls select. */
export const labelKeys = map(
	{
		stage: z.optional(labelKey('The key of the label that names the stage.', { default: 'stage' })),
		app: z.optional(labelKey('The key of the label that names the app.', { default: 'stagewall.dev/app' })),
	},
	'The keys of the labels by which the walls select.',
)
