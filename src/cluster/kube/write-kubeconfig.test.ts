import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, folderWith } from '../directory/files.suite.ts'
import { parseKubeconfig } from './kubeconfig-file.ts'
import { assertReplaceable, type KubeconfigParts, kubeconfigText, writeKubeconfig } from './write-kubeconfig.ts'

const parts: KubeconfigParts = {
	context: 'shop-dev',
	cluster: 'nonprod',
	endpoint: { server: 'https://api.test:6443', authority: 'PEM\n', insecure: false },
	user: 'ci@shop-dev',
	token: 'ey.x',
	namespace: 'shop-dev',
	expires: '2026-11-24T15:00:00Z',
}

test('says its cluster, its user, its namespace and when it ends', () => {
	expect(kubeconfigText(parts)).toBe(`# Written by stagewall kubeconfig; it holds a secret until 2026-11-24T15:00:00Z.
apiVersion: v1
kind: Config
current-context: shop-dev
clusters:
  - name: nonprod
    cluster:
      server: https://api.test:6443
      certificate-authority-data: UEVNCg==
users:
  - name: ci@shop-dev
    user:
      token: ey.x
contexts:
  - name: shop-dev
    context:
      cluster: nonprod
      user: ci@shop-dev
      namespace: shop-dev
`)
})

test('is read again as it was meant, odd names and all', () => {
	const endpoint = { server: 'https://api.test', insecure: true, tlsServerName: 'k8s', proxyUrl: 'socks5://b:1' }
	const odd = { ...parts, endpoint, context: 'no', user: '0x1f@no', token: '1e3', cluster: '#1: x' }
	const { currentContext, contexts, clusters, users } = parseKubeconfig(kubeconfigText(odd), '/kubeconfig')
	expect(currentContext).toBe('no')
	expect(contexts.get('no')).toMatchObject({ cluster: '#1: x', user: '0x1f@no' })
	expect(clusters.get('#1: x')).toMatchObject({ ...endpoint, caData: undefined })
	expect(users.get('0x1f@no')).toMatchObject({ token: '1e3' })
})

test('is for its owner alone, also where the file was open to others', async () => {
	const folder = await folderWith({ old: kubeconfigText(parts) })
	await chmod(join(folder, 'old'), 0o644)
	for (const name of ['old', 'new/er']) {
		const file = join(folder, name)
		await assertReplaceable(file)
		await writeKubeconfig(file, 'text')
		expect((await stat(file)).mode & 0o777).toBe(0o600)
		expect(await readFile(file, 'utf8')).toBe('text')
	}
	expect(Object.keys(await filesIn(folder)).toSorted()).toEqual(['new/er', 'old'])
})

test.each([
	['empty', ''],
	['an earlier one', kubeconfigText(parts)],
])('a file that is %s may be replaced', async (_, text) => {
	const folder = await folderWith({ file: text })
	await expect(assertReplaceable(join(folder, 'file'))).resolves.toBeUndefined()
})

test.each([
	["somebody's kubeconfig", 'apiVersion: v1\nkind: Config\n'],
	['something shorter', '#'],
])('a file that is %s stays', async (_, text) => {
	const folder = await folderWith({ file: text })
	await expect(assertReplaceable(join(folder, 'file'))).rejects.toMatchObject({
		code: 'kubeconfig/not-ours',
		exit: 'usage',
	})
})

test('a place where nothing can be written is said', async () => {
	const folder = await folderWith({ 'file/a': '' })
	const known = { code: 'kubeconfig/not-written', exit: 'cluster' }
	await expect(assertReplaceable(join(folder, 'file'))).rejects.toMatchObject(known)
	await expect(writeKubeconfig(join(folder, 'file/a/b'), '')).rejects.toMatchObject(known)
})
