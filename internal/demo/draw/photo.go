package draw

// eye is the front of a lens.
func (p *pen) eye(x, y, r float64) {
	p.circle(x, y, r, ink)
	p.ring(x, y, r*0.86, r*0.08, slate)
	p.circle(x, y, r*0.62, "#2f4468")
	p.circle(x, y, r*0.36, "#47689b")
	p.circle(x-r*0.24, y-r*0.26, r*0.13, "#c9dcf0")
}

func camera(p *pen) {
	p.shadow(496, 460)
	hump := p.vary(1, 60, 90)
	p.path(p.dd, "M%v 190l22-56h%vl22 56z", 320-hump-22, 2*hump)
	p.rect(92, 186, 456, 296, 40, p.dd)
	p.rect(92, 180, 456, 288, 40, p.c)
	p.rect(92, 262, 456, 130, 0, p.d)
	p.rect(124, 158, 72, 26, 8, iron)
	p.circle(474, 166, 26, steel)
	p.rect(122, 206, 56, 30, 10, p.ll)
	p.eye(320, 330, 118)
	p.ring(320, 330, 124, 10, steel)
	p.circle(500, 224, 12, coral)
}

func actioncam(p *pen) {
	p.shadow(528, 330)
	p.rect(286, 452, 68, 66, 14, slate)
	p.rect(164, 166, 324, 300, 46, p.dd)
	p.rect(156, 160, 324, 300, 46, p.c)
	p.rect(156, 360, 324, 14, 0, p.d)
	p.eye(384, 262, 78)
	p.rect(190, 200, 92, 96, 14, screen)
	p.rect(206, 226, 60, 10, 5, "#7cc4a4")
	p.rect(206, 248, p.vary(1, 24, 52), 10, 5, steel)
	p.circle(206, 414, 14, coral)
	p.rect(236, 404, 150, 20, 10, p.l)
	p.rect(210, 146, 80, 18, 9, coral)
}

func lens(p *pen) {
	l := p.vary(1, 190, 270)
	y := 500 - l
	p.shadow(530, 340)
	p.rect(182, y, 276, l, 26, p.dd)
	p.rect(176, y, 276, l, 26, p.c)
	p.rect(176, y+l*0.4, 276, l*0.28, 0, p.d)
	for i := range 17 {
		p.rect(184+float64(i)*16, y+l*0.42, 6, l*0.24, 3, p.dd)
	}
	p.rect(208, y+l-8, 212, 36, 8, steel)
	p.rect(176, y+l*0.86, 276, 8, 0, coral)
	p.oval(314, y+4, 146, 62, slate)
	p.oval(314, y, 128, 52, ink)
	p.oval(314, y+2, 96, 37, "#2f4468")
	p.oval(314, y+4, 54, 20, "#47689b")
	p.oval(288, y-8, 16, 7, "#c9dcf0")
}

func tripod(p *pen) {
	p.shadow(556, 380)
	p.line(p.dd, 22, "M316 250L190 550")
	p.line(p.dd, 22, "M324 250L450 550")
	p.line(slate, 22, "M320 250V556")
	p.line(p.c, 28, "M312 244L252 400M328 244L388 400")
	p.rect(306, 180, 28, 110, 10, iron)
	p.rect(276, 236, 88, 50, 14, p.c)
	p.rect(250, 130, 140, 24, 12, p.dd)
	p.rect(284, 148, 72, 44, 14, slate)
	p.line(slate, 14, "M350 172L%v 210", p.vary(1, 430, 470))
	p.rect(228, 392, 30, 24, 8, ink)
	p.rect(382, 392, 30, 24, 8, ink)
}

func binoculars(p *pen) {
	p.shadow(530, 430)
	p.rect(286, 250, 68, 150, 20, slate)
	p.both(func() {
		p.path(p.dd, "M206 150h80v150l20 160q0 60-96 60t-96-60l20-130z")
		p.path(p.c, "M198 146h80v150l18 156q0 58-92 58t-92-58l18-130z")
		p.rect(192, 122, 92, 44, 14, ink)
		p.oval(206, 474, 84, 40, ink)
		p.oval(206, 476, 64, 28, "#47689b")
		p.oval(186, 468, 18, 8, "#c9dcf0")
		p.rect(150, 300, 124, 16, 8, p.l)
	})
	p.circle(320, 270, 34, iron)
	p.circle(320, 270, 18, slate)
}

func drone(p *pen) {
	p.shadow(540, 420)
	p.both(func() {
		p.line(p.dd, 26, "M300 320L150 250")
		p.line(p.d, 26, "M300 350L160 420")
		p.rect(138, 214, 28, 50, 10, ink)
		p.rect(146, 390, 28, 50, 10, ink)
		p.faint(0.55, func() { p.oval(152, 208, 110, 15, slate); p.oval(160, 384, 110, 15, slate) })
		p.line(slate, 12, "M270 400L240 480H210")
	})
	p.rect(226, 262, 188, 150, 66, p.dd)
	p.rect(226, 256, 188, 142, 66, p.c)
	p.path(p.l, "M256 286q64-40 128 0l-16 30H272z")
	p.eye(320, 404, p.vary(1, 34, 46))
}

func controller(p *pen) {
	p.shadow(500, 440)
	p.both(func() {
		p.path(p.dd, "M320 190H204c-74 0-112 150-118 224c-4 60 66 84 104 28l34-48h96z")
		p.path(p.c, "M320 182H204c-74 0-112 150-118 224c-4 56 64 80 102 24l34-48h98z")
	})
	p.rect(268, 206, 104, 64, 16, p.d)
	p.circle(236, 330, 40, p.dd)
	p.circle(236, 326, 28, ink)
	p.circle(404, 330, 40, p.dd)
	p.circle(404, 326, 28, ink)
	p.rect(148, 246, 76, 24, 8, ink)
	p.rect(174, 220, 24, 76, 8, ink)
	turn := p.one(1, 4)
	for i, at := range [][2]float64{{454, 224}, {488, 258}, {454, 292}, {420, 258}} {
		p.circle(at[0], at[1], 17, []string{amber, coral, "#7cc4a4", "#6fa8dc"}[(i+turn)%4])
	}
}

func console(p *pen) {
	p.shadow(536, 420)
	if p.one(1, 2) == 0 {
		p.rect(214, 90, 160, 440, 30, p.dd)
		p.rect(206, 86, 160, 440, 30, p.c)
		p.rect(270, 86, 34, 440, 0, ink)
		p.rect(280, 120, 14, 120, 7, "#6fa8dc")
	} else {
		p.rect(120, 300, 330, 200, 26, p.dd)
		p.rect(120, 294, 330, 194, 26, p.c)
		p.rect(120, 370, 330, 30, 0, ink)
		p.rect(150, 381, 130, 8, 4, iron)
		p.circle(414, 385, 8, "#6fa8dc")
	}
	p.turned(-6, 440, 460, func() {
		p.path(p.dd, "M390 400h128c50 0 62 130 30 138c-28 6-34-44-50-44h-88c-16 0-22 50-50 44c-32-8-20-138 30-138z")
		p.path(p.l, "M390 394h128c50 0 62 130 30 138c-28 6-34-44-50-44h-88c-16 0-22 50-50 44c-32-8-20-138 30-138z")
		p.circle(408, 446, 18, ink)
		p.circle(498, 446, 18, ink)
		p.circle(540, 428, 8, coral)
		p.circle(370, 428, 8, amber)
	})
}
