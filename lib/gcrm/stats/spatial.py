"""Spatial smoothing of areas, BYM2: what neighbours share (ICAR) beside what is an area's own (iid).

theta = Xb + sqrt(sigma2 phi) u + sqrt(sigma2 (1 - phi)) w, u an intrinsic autoregression that sums to zero in every
connected part of the map and is scaled to a typical variance of 1, w independent. All areas are in one sparse
precision, so those without a direct estimate are foretold in the same solve.
Sources: Besag, York and Mollie 1991; Riebler et al. 2016 (BYM2); Freni-Sterrantino et al. 2018 (parts, islands);
Rue and Held 2005, section 2.3 (constraints); Fuglstad et al. 2020 (the joint prior of what is averaged over).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from gcrm.stats import area_variance, gls
from gcrm.stats.area_maps import EXACT, SEED, Map
from gcrm.stats.checks import FloatArray, InvalidInputError, array, enough_areas, finite, refuse, same_length

_PROBES = 48  # draws from which they come beyond it
_SIGMAS, _SLOPES = 10, 10  # points that are averaged over
# Points of phi with their weights before any data: two to one that areas share less than half (Riebler et al. 2016).
_PHIS = {0.1: 3.0, 0.5: 2.0, 0.9: 1.0}
_LEAST = 1e-6  # of the precision's size, so that a part of the map without any estimate still has an inverse


@dataclass(frozen=True, eq=False)
class Smoothed:
    """`theta` (n,) in units of y with mean squared error `mse` (n,), at given or averaged `sigma2` and `phi`.

    Weights of the evidence (n,), 0 to 1: `own`, of an area's own direct estimate; `neighbours`, of other areas'. What
    is left is the covariates'. `alone` (n,) is the part of mse that no other area has a part in. `beta` (p,) with
    `beta_cov` (p, p). `minus_2_loglik` is restricted, up to a constant.
    """

    theta: FloatArray
    mse: FloatArray
    own: FloatArray
    neighbours: FloatArray
    alone: FloatArray
    beta: FloatArray
    beta_cov: FloatArray
    sigma2: float
    phi: float
    minus_2_loglik: float


def fit(y: ArrayLike, x: ArrayLike, v: ArrayLike, on: Map, sigma2: float, phi: float) -> Smoothed:
    """One factorisation and solve at given `sigma2` > 0 and `phi` (0 to 1, neither end).

    y (n,) is NaN where an area has no direct estimate, and v (n,) > 0 is read where it has one; x (n, p) is of all
    areas and holds a column of ones. Raises `InvalidInputError`, `TooFewAreasError`, `CollinearCovariatesError`.
    """
    solved = _Solved(*_checked(y, x, v, on), on, sigma2, phi)
    return solved.smoothed(np.zeros(solved.x.shape[1]))


def average(y: ArrayLike, x: ArrayLike, v: ArrayLike, on: Map, largest: float, whole: float = 0.0) -> Smoothed:
    """As `fit`, averaged over what the likelihood leaves open of `sigma2`, `phi` and how far slopes are from 0, so that
    intervals hold what not knowing these adds.

    `largest`: the variance of area effects beyond which no share of the average lies; `whole`: the same of what areas
    differ by in all, covariates' part included. Slopes of covariates, each in its standard deviations, are normal about
    0. What areas differ by in all is split between covariates and area effects as `area_variance.log_prior` has it;
    phi is one of three points. Points of less than a hundredth of the best one's weight are left out.
    """
    direct, covariates, variance = _checked(y, x, v, on)
    scale = np.ptp(covariates, axis=0) * 1.0
    moving = scale > 0
    scale[moving] = covariates[:, moving].std(axis=0)
    p = int(moving.sum())
    tops = (max(largest, np.finfo(float).tiny), max(whole, largest, np.finfo(float).tiny))
    sigmas, slopes = area_variance.even(tops[0], _SIGMAS), area_variance.even(tops[1], _SLOPES) if p else np.zeros(1)
    tried = []
    for sigma, (phi, share_of_phi) in product(sigmas, _PHIS.items()):
        solved = _Solved(direct, covariates, variance, on, float(sigma) ** 2, phi)
        for slope in slopes:
            before = area_variance.log_prior(float(sigma), float(slope), p) + np.log(share_of_phi)
            tried.append((solved, slope, solved.minus_2_loglik(_loosely(scale, slope)) - 2 * before))
    fell = np.array([one for _, _, one in tried])
    weight = np.exp(-(fell - fell.min()) / 2)
    kept = weight > 0.01
    parts = [
        solved.smoothed(_loosely(scale, slope)) for (solved, slope, _), use in zip(tried, kept, strict=True) if use
    ]
    share = weight[kept] / weight[kept].sum()

    def mean(name: str) -> FloatArray:
        every = np.array([getattr(one, name) for one in parts], dtype=np.float64)
        return np.asarray(np.tensordot(share, every, axes=1), dtype=np.float64)

    theta, beta = mean("theta"), mean("beta")
    apart = np.einsum("k,kn->n", share, np.array([np.square(one.theta - theta) for one in parts]))
    turned = sum(w * np.outer(one.beta - beta, one.beta - beta) for w, one in zip(share, parts, strict=True))
    return Smoothed(
        theta=theta,
        mse=mean("mse") + apart,
        own=mean("own"),
        neighbours=mean("neighbours"),
        alone=mean("alone"),
        beta=beta,
        beta_cov=mean("beta_cov") + turned,
        sigma2=float(mean("sigma2")),
        phi=float(mean("phi")),
        minus_2_loglik=float(fell.min()),
    )


def _loosely(scale: FloatArray, slope: float) -> FloatArray:
    """What is known of coefficients (p,) before any data, as precisions: of a slope in standard deviations of its
    covariate that is normal about 0 with standard deviation `slope`; of what does not move, nothing."""
    return np.square(scale / slope) if slope > 0 else np.zeros(len(scale))


def _checked(y: ArrayLike, x: ArrayLike, v: ArrayLike, on: Map) -> tuple[FloatArray, FloatArray, FloatArray]:
    direct, covariates, variance = array("y", y), finite("x", x, ndim=2), array("v", v)
    same_length(y=direct, x=covariates, v=variance)
    if len(direct) != on.n:
        raise InvalidInputError(f"y has {len(direct)} rows: {on.n} would work, as in the map.")
    known = np.isfinite(direct)
    bad = known & ~(np.isfinite(variance) & (variance > 0))
    refuse("v", bad, "is not positive", "a sampling variance above 0 would work")
    p = covariates.shape[1]
    enough_areas(int(known.sum()), p + 2, f"{p} coefficients and two variances")
    gls.require_full_rank(covariates[known])
    return direct, covariates, variance


@dataclass(eq=False)
class _Solved:
    """The model at one sigma2 and phi: one factorisation, on which everything else is solves.

    `precision` (p,) is what is known of the coefficients before any data, 0 where nothing is.
    """

    y: FloatArray
    x: FloatArray
    v: FloatArray
    on: Map
    sigma2: float
    phi: float

    def __post_init__(self) -> None:
        from scipy.sparse import diags_array
        from scipy.sparse.linalg import splu

        if not (self.sigma2 > 0 and 0 < self.phi < 1):
            raise InvalidInputError(f"sigma2 {self.sigma2:g} and phi {self.phi:g}: above 0, and inside 0 to 1, work.")
        self.known = np.isfinite(self.y)
        self.iid = self.sigma2 * (1 - self.phi)
        noise = np.where(self.known, self.v + self.iid, 1.0)
        self.d = np.where(self.known, 1 / noise, 0.0)
        tau = 1 / (self.sigma2 * self.phi)
        whole = (self.on.precision * tau + diags_array(self.d + _LEAST * tau)).tocsc()
        self.diagonal = whole.diagonal()
        self.off = whole - diags_array(self.diagonal)
        self.lu = splu(whole, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        self.held = self.lu.solve(np.ascontiguousarray(self.on.parts.T)) if len(self.on.parts) else None
        self.cross = self.on.parts @ self.held if self.held is not None else np.eye(0)
        self.y0 = np.where(self.known, self.y, 0.0)
        # What the data move of levels: of coefficients, and of the direct estimates.
        self.moves, self.shift = self.solve(self.d[:, None] * self.x), self.solve(self.d * self.y0)
        px, py = self.d[:, None] * (self.x - self.moves), self.d * (self.y0 - self.shift)
        self.information, self.told, self.squares = self.x.T @ px, px.T @ self.y0, float(self.y0 @ py)
        fell = np.log(noise[self.known]).sum() - self.on.rank * np.log(tau)
        self.fell = fell + np.log(np.abs(self.lu.U.diagonal())).sum() + np.linalg.slogdet(self.cross)[1]

    def solve(self, right: FloatArray) -> FloatArray:
        """The constrained inverse of the precision times `right`."""
        free: FloatArray = self.lu.solve(np.ascontiguousarray(right))
        if self.held is None:
            return free
        return np.asarray(free - self.held @ np.linalg.solve(self.cross, self.on.parts @ free), dtype=np.float64)

    def minus_2_loglik(self, precision: FloatArray) -> float:
        """Integrated over the coefficients, up to a constant."""
        information = self.information + np.diag(precision)
        explained = float(self.told @ np.linalg.solve(information, self.told))
        before = float(np.log(precision[precision > 0]).sum())
        return float(self.fell + np.linalg.slogdet(information)[1] - before + self.squares - explained)

    def smoothed(self, precision: FloatArray) -> Smoothed:
        beta_cov: FloatArray = np.asarray(np.linalg.inv(self.information + np.diag(precision)), dtype=np.float64)
        beta = beta_cov @ self.told
        gamma = np.where(self.known, self.iid * self.d, 0.0)
        left = 1 - gamma
        spread = self.variances
        shared = self.shift - self.moves @ beta
        theta = self.x @ beta + left * shared + gamma * np.where(self.known, self.y0 - self.x @ beta, 0.0)
        # How theta moves with b: what the data do not make good for themselves.
        lever = left[:, None] * (self.x - self.moves)
        own_noise = np.where(self.known, gamma * np.where(self.known, self.v, 0.0), self.iid)
        mse = own_noise + left**2 * spread + (lever @ beta_cov * lever).sum(axis=1)
        own = gamma + left * spread * self.d
        others = np.clip(left * (self.drawn - spread * self.d), 0.0, 1 - own)
        fell = self.minus_2_loglik(precision)
        return Smoothed(theta, mse, own, others, own_noise, beta, beta_cov, self.sigma2, self.phi, fell)

    @cached_property
    def drawn(self) -> FloatArray:
        """By how much the level of each area moves with all direct estimates together."""
        return self.solve(self.d)

    @cached_property
    def variances(self) -> FloatArray:
        return self._variances()

    def _variances(self) -> FloatArray:
        """The diagonal of the constrained inverse: whole for few areas, else Rao-Blackwellised over draws (Siden et al.
        2018)."""
        n = self.on.n
        if n <= EXACT:
            return np.asarray(np.maximum(np.diag(self.solve(np.eye(n))), 0.0), dtype=np.float64)
        rng = np.random.default_rng(SEED)
        signs = rng.choice([-1.0, 1.0], size=(n, _PROBES))
        total = np.zeros(n)
        for k in range(_PROBES):
            # Hutchinson's diagonal of the part that a single area does not tell of itself.
            total += signs[:, k] * (self.off @ self.lu.solve(self.off @ (signs[:, k] / self.diagonal)))
        spread = 1 / self.diagonal + total / _PROBES / self.diagonal
        if self.held is not None:
            spread = spread - (self.held * np.linalg.solve(self.cross, self.held.T).T).sum(axis=1)
        floor = 1 / self.diagonal / 2
        return np.asarray(np.maximum(spread, floor), dtype=np.float64)
