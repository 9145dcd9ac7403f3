/** The command line of each program of a control plane. */
import { join } from 'node:path'
import type { ProgramName } from './programs.ts'

/** Paths of the files in a control plane's folder. */
export interface Files {
	/** The server's certificate and key; the server makes them itself. */
	readonly certificate: string
	readonly key: string
	readonly kubeconfig: string
	/** `token,user,uid,"groups"` a line. */
	readonly tokens: string
	/** A policy of ABAC a line. */
	readonly policies: string
	/** The key pair by which tokens of service accounts are signed. */
	readonly serviceAccountKey: string
	readonly serviceAccountPublicKey: string
	/** The authority by whose certificates clients are known. */
	readonly clientAuthority: string
	readonly clientAuthorityKey: string
}

/** Where everything stands below a folder. */
export function filesIn(home: string): Files {
	return {
		certificate: join(home, 'certificates', 'apiserver.crt'),
		key: join(home, 'certificates', 'apiserver.key'),
		kubeconfig: join(home, 'kubeconfig'),
		tokens: join(home, 'tokens.csv'),
		policies: join(home, 'policies.jsonl'),
		serviceAccountKey: join(home, 'service-accounts.key'),
		serviceAccountPublicKey: join(home, 'service-accounts.pub'),
		clientAuthority: join(home, 'clients.crt'),
		clientAuthorityKey: join(home, 'clients.key'),
	}
}

/** Nobody is elected and nothing is served: one process of each, watched by its end. */
const alone = ['--leader-elect=false', '--secure-port=0']

/**
 * The flags of every program that can run in a folder, with the API server on a port of 127.0.0.1.
 *
 * @param abac - whether it asks the policies of its folder besides RBAC
 */
export function flagsFor(
	home: string,
	port: number,
	abac = false,
): Readonly<Record<Exclude<ProgramName, 'kubectl'>, string[]>> {
	const files = filesIn(home)
	// Unix sockets: no ports to find, and nobody else on the machine gets at the data.
	const etcdSocket = `unix://${join(home, 'etcd.sock')}`
	// etcd insists on host and port in the addresses that it hands to other members, of which there are none.
	const member = (name: string) => `unix://${name}:1`
	return {
		etcd: [
			`--data-dir=${join(home, 'etcd')}`,
			`--listen-client-urls=${etcdSocket}`,
			`--advertise-client-urls=${member('clients')}`,
			`--listen-peer-urls=${member('peers')}`,
			`--initial-advertise-peer-urls=${member('peers')}`,
			`--initial-cluster=default=${member('peers')}`,
			// The data need not outlive a power failure.
			'--unsafe-no-fsync',
			'--log-level=error',
		],
		'kube-apiserver': [
			`--etcd-servers=${etcdSocket}`,
			'--bind-address=127.0.0.1',
			`--secure-port=${port}`,
			// An address for documentation (RFC 5737): left alone, the server looks for a default route and fails without one.
			'--advertise-address=192.0.2.1',
			`--cert-dir=${join(home, 'certificates')}`,
			`--token-auth-file=${files.tokens}`,
			`--client-ca-file=${files.clientAuthority}`,
			...(abac
				? ['--authorization-mode=Node,RBAC,ABAC', `--authorization-policy-file=${files.policies}`]
				: ['--authorization-mode=Node,RBAC']),
			'--enable-admission-plugins=NodeRestriction',
			'--allow-privileged',
			'--service-cluster-ip-range=10.96.0.0/16',
			'--service-account-issuer=https://kubernetes.default.svc',
			`--service-account-key-file=${files.serviceAccountPublicKey}`,
			`--service-account-signing-key-file=${files.serviceAccountKey}`,
		],
		'kube-controller-manager': [
			`--kubeconfig=${files.kubeconfig}`,
			`--service-account-private-key-file=${files.serviceAccountKey}`,
			'--use-service-account-credentials',
			`--cluster-signing-cert-file=${files.clientAuthority}`,
			`--cluster-signing-key-file=${files.clientAuthorityKey}`,
			'--controllers=*',
			// The default of 20 requests a second makes a thousand namespaces take minutes.
			'--kube-api-qps=500',
			'--kube-api-burst=1000',
			...alone,
		],
		'kube-scheduler': [`--kubeconfig=${files.kubeconfig}`, ...alone],
		kwok: [
			`--kubeconfig=${files.kubeconfig}`,
			`--config=${join(import.meta.dirname, 'kwok-stages.yaml')}`,
			'--manage-all-nodes=true',
			'--node-lease-duration-seconds=40',
			'--cidr=10.240.0.0/16',
			'--v=WARN',
		],
	}
}
