/** Where the API server writes nothing into new objects (before Kubernetes 1.36): whoever makes pods is told what to add. */
import { type Actor, type Attempt, create, type Place } from './attack.ts'
import { container, pod, workloads } from './shapes.ts'

/** A request that lacks something, and what its author reads. */
export interface Unwritten {
	readonly what: string
	readonly by: Actor
	readonly request: (place: Place) => Attempt
	/** The message; nothing where it passes. */
	readonly says: (place: Place) => string | undefined
}

const ownToleration = ({ nodeTaint }: Place) => ({ key: nodeTaint, operator: 'Equal', value: 'dev' })

function whole(place: Place): object {
	return { nodeSelector: { [place.nodeLabel]: 'dev' }, tolerations: [ownToleration(place)] }
}

const selector = ({ nodeLabel }: Place) => `a pod of the stage dev needs the nodeSelector {${nodeLabel}: dev}`
const toleration = (what: string, { nodeTaint }: Place) =>
	`a ${what} of the stage dev needs the toleration {key: ${nodeTaint}, operator: Equal, value: dev}`

/** What is missing, part by part. */
export const unwritten: readonly Unwritten[] = [
	{
		what: 'a pod without the label of its stage',
		by: 'near-admin',
		request: ({ test }) => create('pods', test, pod()),
		says: ({ stageLabel }) =>
			`in a namespace of the stage test the label ${stageLabel} has to be test, and it is missing`,
	},
	{
		what: 'a pod without the selector of its stage',
		by: 'near-admin',
		request: (place) =>
			create('pods', place.dev, pod({ tolerations: [ownToleration(place)] }, { [place.stageLabel]: 'dev' })),
		says: selector,
	},
	{
		what: 'a pod without the toleration of its stage',
		by: 'near-admin',
		request: (place) =>
			create('pods', place.dev, pod({ nodeSelector: { [place.nodeLabel]: 'dev' } }, { [place.stageLabel]: 'dev' })),
		says: (place) => toleration('pod', place),
	},
	...['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'jobs.batch', 'cronjobs.batch'].flatMap(
		(resource): readonly Unwritten[] => [
			{
				what: `a template in ${resource} without the selector of its stage`,
				by: 'deploy',
				request: (place) =>
					create(resource, place.dev, workloads[resource]?.({ tolerations: [ownToleration(place)] }) ?? {}),
				says: selector,
			},
			{
				what: `a template in ${resource} without the toleration of its stage`,
				by: 'deploy',
				request: (place) =>
					create(resource, place.dev, workloads[resource]?.({ nodeSelector: { [place.nodeLabel]: 'dev' } }) ?? {}),
				says: (place) => toleration('template', place),
			},
			{
				what: `a template in ${resource} with both`,
				by: 'deploy',
				request: (place) => create(resource, place.dev, workloads[resource]?.(whole(place)) ?? {}),
				says: () => undefined,
			},
		],
	),
	{
		what: 'a pod with all that its stage wants',
		by: 'near-admin',
		request: (place) => create('pods', place.dev, pod(whole(place), { [place.stageLabel]: 'dev' })),
		says: () => undefined,
	},
	{
		what: 'a ConfigMap without the label of its stage',
		by: 'deploy',
		request: ({ dev }) => create('configmaps', dev, { metadata: { generateName: 'try-' } }),
		says: () => undefined,
	},
	{
		what: 'a pod in a stage that shares its nodes, with the label alone',
		by: 'near-admin',
		request: ({ test, stageLabel }) => create('pods', test, pod({ containers: [container] }, { [stageLabel]: 'test' })),
		says: () => undefined,
	},
]
