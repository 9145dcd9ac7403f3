/** The part of the schema that describes a stage. */
import { dotted, keyAndValue, labelKey, labels, quantity } from './schema-parts.ts'
import { flag, matching, oneWord, text, whole } from './shape.ts'
import { list, map, named, oneOf, optional } from './shapes.ts'

function resources(description: string) {
	return map(
		{
			cpu: optional(quantity('Processor time, e.g. 2 or 500m.')),
			memory: optional(quantity('Memory, e.g. 64Gi.')),
			ephemeralStorage: optional(quantity('Local disk of the node, e.g. 10Gi.')),
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
		ephemeralStorage: optional(quantity('Local disk of the nodes that all containers together may request.')),
		limits: optional(
			resources('The most that the limits of all containers may add up to; default: what they may request.'),
		),
		storage: optional(quantity('Storage that all claims together may request.')),
		pods: optional(quantity('How many pods.')),
		persistentVolumeClaims: optional(quantity('How many claims for storage.')),
		services: optional(quantity('How many services.')),
		loadBalancers: optional(quantity('How many services of the type LoadBalancer; default 0.')),
		nodePorts: optional(quantity('How many node ports; default 0.')),
		objects: optional(
			named(
				dotted('A resource with its group, e.g. deployments.apps.'),
				quantity('How many of them.'),
				'How many objects of other resources.',
			),
		),
		extended: optional(
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
)

export const containers = oneOf(
	[
		oneWord(['declared'], 'Every container has to declare its resources.'),
		map(
			{
				request: optional(resources('What a container requests that does not say; default 100m and 128Mi.')),
				limit: optional(resources('The limit of a container that does not say; default 500m and 512Mi.')),
				max: optional(resources('The most that any container may ask for.')),
			},
			'Defaults for containers that do not declare their resources.',
		),
	],
	'must be "declared" or a map of request, limit and max',
	'"declared": every container has to declare its resources. Otherwise the defaults for those that do not.',
)

export const isolation = oneWord(
	['stage', 'app', 'namespace'],
	'Whom a pod may talk to: its stage (the default), its app in this stage, or its namespace.',
)

const level = oneWord(['privileged', 'baseline', 'restricted'], 'A level of the Pod Security Standards.')

export const podSecurity = oneOf(
	[
		level,
		map(
			{
				enforce: optional(level),
				warn: optional(level),
				version: optional(
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
		labelled: optional(oneWord([true], 'Its pods are drawn to the nodes.')),
		tainted: optional(oneWord([true], 'Foreign pods are kept off the nodes.')),
		dedicated: optional(oneWord([true], 'Both: its pods run there, and nobody else.')),
		label: optional(
			keyAndValue('The label of the nodes, as key or key=value; default node-restriction.kubernetes.io/stage=STAGE.'),
		),
		taint: optional(keyAndValue('The taint of the nodes, as key or key=value; default stage=STAGE.')),
		select: optional(
			map(
				{
					labels: optional(labels('Nodes with these labels.')),
					names: optional(list(dotted("A node's name."), 'Nodes by name.')),
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
				preempts: optional(flag('Whether its pods may push out pods of a lower priority; default true.')),
			},
			'A priority class.',
		),
	],
	'must be a whole number or a map of value and preempts',
	'A priority class for the pods of the stage.',
)

const daemonSet = matching(
	/^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/(\*|[a-z0-9]([-a-z0-9.]*[a-z0-9])?)$/,
	'must be NAMESPACE/NAME or NAMESPACE/*',
	'A DaemonSet as NAMESPACE/NAME, or all of a namespace as NAMESPACE/*.',
)

const performance = oneOf(
	[
		flag('A stage for measurements; DaemonSets of kube-system may run beside its pods.'),
		map(
			{ daemonSets: list(daemonSet, 'DaemonSets that may run on its nodes.') },
			'A stage for measurements, and what may run beside its pods.',
		),
	],
	'must be true, false or a map of daemonSets',
	'A stage for measurements that have to repeat: nothing else runs on its nodes, and its pods have the QoS class Guaranteed.',
)

/** One stage. */
export const stage = map(
	{
		cluster: optional(text('One of the clusters; needless where there is only one.')),
		budget: optional(budget),
		containers: optional(containers),
		access: optional(
			named(
				text('One of the people.'),
				text('An access level: none, view, operate, deploy, near-admin, or one of the levels.'),
				'Who may do what in the namespaces of the stage.',
			),
		),
		isolation: optional(isolation),
		podSecurity: optional(podSecurity),
		nodes: optional(nodes),
		priority: optional(priority),
		performance: optional(performance),
	},
	'A step on the way to production. Its workloads talk to nobody but themselves.',
)

/** The labels by which the walls select. */
export const labelKeys = map(
	{
		stage: optional(labelKey('The key of the label that names the stage; default stage.')),
		app: optional(labelKey('The key of the label that names the app; default stagewall.dev/app.')),
	},
	'The keys of the labels by which the walls select.',
)
