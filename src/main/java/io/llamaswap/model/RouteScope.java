package io.llamaswap.model;

import io.llamaswap.model.Caller.Scope;

/**
 * Which scope a path needs: the routes of this program, which are those of other
 * llama-swaps too, have their own, and any other path may lead to a model.
 */
public final class RouteScope {

	private RouteScope() {
	}

	/**
	 * Finds the scope that a path needs.
	 * @param path the path as handlers match it: decoded, without parameters
	 * @param method the method of HTTP
	 * @return the scope
	 */
	public static Scope of(String path, String method) {
		if ("/unload".equals(path)) {
			return Scope.ADMIN;
		}
		if (OwnApi.contains(path)) {
			// Captures are what others asked and were answered.
			boolean looking = ("HEAD".equals(method) || "GET".equals(method)) && !path.startsWith("/api/captures");
			return looking ? Scope.READ : Scope.ADMIN;
		}
		return isForLooking(path) ? Scope.READ : Scope.INFERENCE;
	}

	private static boolean isForLooking(String path) {
		return "/running".equals(path) || "/metrics".equals(path) || "/upstream".equals(path) || isBelow("/ui", path)
				|| isBelow("/log", path) || isBelow("/logs", path);
	}

	private static boolean isBelow(String root, String path) {
		return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
	}

}
