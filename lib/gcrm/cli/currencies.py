"""The currencies of ISO 4217, its codes for funds, metals and tests included."""

from difflib import get_close_matches

# List one of the maintenance agency (SIX), January 2026, and BGN, whose amounts are still delivered.
_LIST = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON
RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA
XXX YER ZAR ZMW ZWG
"""
CODES = frozenset(_LIST.split())


def mistake(code: str) -> str | None:
    """One sentence on a code that is no currency's; None for one that is.

    >>> mistake("BRL"), mistake("brl")
    (None, "currency 'brl' is no code of ISO 4217; did you mean BRL?")
    >>> mistake("Euro")
    "currency 'Euro' is no code of ISO 4217; EUR is one."
    """
    if code in CODES:
        return None
    upper = code.strip().upper()
    # A longer word is no slip of a code: `Euro` would be taken for the code of another country.
    close = get_close_matches(upper, sorted(CODES), n=1, cutoff=0.6 if len(code) == 3 else 1.0)
    return f"currency '{code}' is no code of ISO 4217; {f'did you mean {close[0]}?' if close else 'EUR is one.'}"
