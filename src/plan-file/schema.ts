/** The shape of a plan file. What names refer to and whether it makes sense is checked later, by the resolve files. */
import type { JsonObject } from '../model/kube-object.ts'
import { guards } from './schema-guards.ts'
import { network } from './schema-network.ts'
import { name } from './schema-parts.ts'
import { containers, isolation, labelKeys, podSecurity, stage } from './schema-stage.ts'
import { anyText, flag, type Infer, matching, oneWord, text, whole } from './shape.ts'
import { anyList, list, map, named, oneOf, optional } from './shapes.ts'

export const apiVersion = 'stagewall.dev/v1alpha1'
export const kind = 'StagePlan'

/** How many namespaces one app may have in one stage: what divides a share by any number up to it is a number of 10 digits. */
const mostNamespaces = 24

const cluster = oneOf(
	[
		map(
			{
				context: optional(text('A context of the kubeconfig; default: the current one.')),
				kubeconfig: optional(text('A kubeconfig file, relative to the plan; default: as kubectl finds it.')),
			},
			'A live cluster.',
		),
		map(
			{ directory: text('A folder of manifests, relative to the plan.') },
			'Manifests that a GitOps tool carries on.',
		),
		map({ snapshot: text('A file, relative to the plan.') }, 'A saved snapshot of a cluster.'),
	],
	'must be a map with context and kubeconfig, or directory, or snapshot',
	'Where a cluster is found.',
)

const namespaceName = name("A namespace's name; it may exist already.")

const app = map(
	{
		stages: oneOf(
			[oneWord(['*'], 'All stages.'), list(text('The name of a stage.'), 'Names of stages.')],
			'must be a list of stages, or "*" for all of them',
			'The stages that the app lives in.',
		),
		share: optional(whole(1, 1000, "The app's share of each stage's budget, relative to the other apps; default 1.")),
		namespaces: optional(
			named(
				text('The name of a stage.'),
				oneOf(
					[
						namespaceName,
						list(namespaceName, 'Several namespaces, which divide the share of the app.', mostNamespaces),
					],
					"must be a namespace's name or a list of names",
					'Its namespaces in that stage; default APP-STAGE.',
				),
				'Other names for its namespaces, by stage.',
			),
		),
	},
	'An application: a namespace in each of its stages.',
)

const person = map(
	{
		groups: optional(list(text('The name of a group.'), 'Groups, as the cluster knows them from its login.')),
		users: optional(list(text('The name of a user.'), 'Users, as the cluster knows them from its login.')),
		serviceAccounts: optional(
			flag('A ServiceAccount of this name in each namespace, with rights in that namespace alone.'),
		),
	},
	'Users, groups and service accounts that get rights together.',
)

const rule = map(
	{
		apiGroups: list(anyText('An API group; "" is the core group.'), 'API groups.'),
		resources: list(text('A resource, e.g. pods or pods/log.'), 'Resources.'),
		verbs: list(text('A verb, e.g. get.'), 'Verbs.'),
		resourceNames: optional(list(text("An object's name."), 'Only objects with these names.')),
	},
	'A rule of a Role.',
)

const level = map(
	{
		extends: optional(text('A level whose rules it has as well.')),
		description: optional(text('What it is for.')),
		rules: list(rule, 'The rules of its Role.'),
	},
	'An access level of your own.',
)

const acceptance = map(
	{
		finding: matching(
			/^[a-z][a-z-]*\/[a-z][a-z-]*$/,
			"must be a finding's code, such as control-plane/shared",
			"A finding's code.",
		),
		stages: optional(list(text('The name of a stage.'), 'Only in these stages.')),
		reason: text('Why it is accepted.'),
		until: optional(text('The last day on which it is accepted, e.g. 2027-06-30.', { format: 'date' })),
	},
	'A known finding that somebody answers for.',
)

const spec = map(
	{
		labels: optional(labelKeys),
		clusters: optional(
			named(
				name('The name of a cluster.'),
				cluster,
				'The clusters; default: one, by the current context of the kubeconfig.',
			),
		),
		defaults: optional(
			map(
				{
					containers: optional(containers),
					podSecurity: optional(podSecurity),
					isolation: optional(isolation),
				},
				'What holds for all stages that do not say otherwise.',
			),
		),
		stages: optional(named(name('The name of a stage.'), stage, 'The stages in the order of promotion.')),
		apps: optional(named(name('The name of an app.'), app, 'The applications.')),
		people: optional(named(name('The name of some people.'), person, 'Who gets access.')),
		levels: optional(named(name('The name of a level.'), level, 'Access levels of your own, beside the curated ones.')),
		network: optional(network),
		guards: optional(guards),
		accept: optional(anyList(acceptance, 'Known findings that somebody answers for.')),
	},
	'What the plan wants. In several files, each may hold a part of it.',
)

/** A document of a plan file. */
export const plan = map(
	{
		apiVersion: oneWord([apiVersion], 'The version of this format.'),
		kind: oneWord([kind], 'The kind of this document.'),
		metadata: map(
			{
				name: name("The plan's name; the value of the label on everything that it writes."),
				labels: optional(named(text('A key.'), anyText('A value.'), 'Labels, for other tools.')),
				annotations: optional(named(text('A key.'), anyText('A value.'), 'Annotations, for other tools.')),
			},
			'Name, and labels and annotations for other tools.',
		),
		spec,
	},
	'Stages of applications in Kubernetes clusters, and the walls between them.',
)

/** A document that has the right shape. */
export type Plan = Infer<typeof plan>

/** What it says. */
export type Spec = Plan['spec']

/** One stage as it was written. */
export type StageInput = NonNullable<Spec['stages']>[string]

/** The JSON Schema of a plan file (draft 7, which every YAML language server knows), for completion in editors. */
export function planJsonSchema(): JsonObject {
	return {
		$schema: 'http://json-schema.org/draft-07/schema#',
		$id: 'https://stagewall.dev/schema/v1alpha1.json',
		title: kind,
		...plan.schema,
	}
}
