"""Parts of `gcrm explain`: one file each, found as steps are."""
